//! A static file server on the loopback address: what a person opens, what the browser tests and the benchmark
//! drive. It answers GET and HEAD of plain files, knows the types a browser is strict about, and sends the
//! policy of the site as a header.

mod request;

use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::site::{ASSETS, policy};
use request::Request;

const PATIENCE: Duration = Duration::from_secs(20);

/// Which folders are served under which paths.
#[derive(Debug, Clone, Default)]
pub struct Mounts {
    /// (path prefix that starts and ends with `/`, folder)
    folders: Vec<(String, PathBuf)>,
    policy: Option<&'static str>,
}

impl Mounts {
    /// Nothing yet; what is added is served with the site's own policy.
    pub fn policed() -> Self {
        Self { folders: Vec::new(), policy: Some(policy::HEADER) }
    }

    /// Adds a folder below `prefix`; the first that fits a path answers it.
    #[must_use]
    pub fn and(mut self, prefix: &str, folder: impl Into<PathBuf>) -> Self {
        self.folders.push((prefix.to_owned(), folder.into()));
        self
    }

    /// The file that answers a path, if it is a file inside its folder.
    fn resolve(&self, path: &str) -> Option<PathBuf> {
        let (folder, rest) = self
            .folders
            .iter()
            .find_map(|(prefix, folder)| Some((folder, path.strip_prefix(prefix.as_str())?)))?;
        let inside = Path::new(rest).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside {
            return None;
        }
        let mut file = folder.join(rest);
        if file.is_dir() {
            file.push("index.html");
        }
        file.is_file().then_some(file)
    }
}

/// A running server; it stops when dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stopping: Arc<AtomicBool>,
    listener: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens on 127.0.0.1 at `port`, or at a free port when that is 0.
    ///
    /// # Errors
    /// When the port is taken.
    pub fn start(mounts: Mounts, port: u16) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .with_context(|| format!("listening on 127.0.0.1:{port}"))?;
        let address = listener.local_addr()?;
        let stopping = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopping);
        let mounts = Arc::new(mounts);
        let listener = thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                let mounts = Arc::clone(&mounts);
                // A browser that goes away in the middle of an answer is no news.
                thread::spawn(move || drop(answer(&mounts, stream)));
            }
        });
        Ok(Self { address, stopping, listener: Some(listener) })
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Serves until the process ends.
    pub fn wait(mut self) {
        if let Some(listener) = self.listener.take() {
            drop(listener.join());
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(listener) = self.listener.take() {
            self.stopping.store(true, Ordering::SeqCst);
            // The listener looks at the flag when somebody knocks.
            drop(TcpStream::connect(self.address));
            drop(listener.join());
        }
    }
}

fn answer(mounts: &Mounts, mut stream: TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = Request::read(&mut BufReader::new(&stream));
    let (status, file) = match &request {
        Err(_) => ("400 Bad Request", None),
        Ok(request) if !request.reads_only() => ("405 Method Not Allowed", None),
        Ok(request) => match mounts.resolve(&request.path) {
            Some(file) => ("200 OK", Some(file)),
            None => ("404 Not Found", None),
        },
    };
    let length = match &file {
        Some(file) => fs::metadata(file)?.len(),
        None => status.len() as u64,
    };
    let mut head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n");
    head.push_str("X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n");
    if let Some(policy) = mounts.policy {
        head.push_str(&format!("Content-Security-Policy: {policy}\r\n"));
    }
    let path = file.as_deref().unwrap_or(Path::new("answer.txt"));
    head.push_str(&format!("Content-Type: {}\r\nCache-Control: {}\r\n\r\n", media_type(path), keeping(path)));
    stream.write_all(head.as_bytes())?;
    match file {
        _ if request.is_ok_and(|request| request.method == "HEAD") => {}
        Some(file) => drop(io::copy(&mut File::open(file)?, &mut stream)?),
        None => stream.write_all(status.as_bytes())?,
    }
    stream.flush()
}

/// Names with a hash never change their content; everything else is asked for anew.
fn keeping(file: &Path) -> &'static str {
    let hashed = file.parent().and_then(Path::file_name).is_some_and(|folder| folder == ASSETS);
    if hashed { "public, max-age=31536000, immutable" } else { "no-cache" }
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/vnd.microsoft.icon",
        "woff2" => "font/woff2",
        "csv" => "text/csv; charset=utf-8",
        "yaml" | "yml" => "application/yaml",
        "txt" | "md" => "text/plain; charset=utf-8",
        "parquet" => "application/vnd.apache.parquet",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    fn ask(server: &Server, request: &str) -> String {
        let mut stream = TcpStream::connect(server.address).expect("connect");
        stream.write_all(request.as_bytes()).expect("send");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("receive");
        answer
    }

    #[test]
    fn files_below_a_prefix_and_nothing_else() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let server = Server::start(Mounts::policed().and("/a/b/", folder), 0).expect("start");
        let check = |path: &str, status: &str| {
            let answer = ask(&server, &format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"));
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {answer}");
            assert!(answer.contains("Content-Security-Policy: default-src 'none'"), "{path}: {answer}");
        };
        check("/a/b/lib.rs", "200");
        check("/a/b/lib%2Ers?x=1", "200");
        check("/a/b/serve/request.rs", "200");
        check("/lib.rs", "404");
        check("/a/b/", "404");
        check("/a/b/../Cargo.toml", "404");
        check("/a/b/%2e%2e/Cargo.toml", "404");
        check("/a/b//etc/passwd", "404");
    }

    #[test]
    fn only_reading() {
        let server = Server::start(Mounts::policed().and("/", env!("CARGO_MANIFEST_DIR")), 0).expect("start");
        assert!(ask(&server, "POST /Cargo.toml HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405"));
        assert!(ask(&server, "nonsense\r\n\r\n").starts_with("HTTP/1.1 400"));
        let head = ask(&server, "HEAD /Cargo.toml HTTP/1.1\r\n\r\n");
        assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"), "{head}");
    }

    #[test]
    fn types_that_browsers_are_strict_about() {
        let check = |name: &str, expected: &str| assert_eq!(media_type(Path::new(name)), expected);
        check("assets/app-1.wasm", "application/wasm");
        check("assets/app-1.js", "text/javascript; charset=utf-8");
        check("sample/sales.parquet", "application/vnd.apache.parquet");
        check("unknown", "application/octet-stream");
    }
}
