//! A chromedriver process with a folder of its own.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

const PATIENCE: Duration = Duration::from_secs(30);

/// Ends its process and removes its folder when dropped.
pub(super) struct Driver {
    process: Child,
    folder: PathBuf,
    port: u16,
}

impl Driver {
    /// Starts chromedriver (`CHROMEDRIVER`, else the one on the path) on a free port.
    pub(super) async fn start() -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("sandtable-browser-{}-{number}", process::id()));
        fs::create_dir_all(&folder)?;
        let log = folder.join("chromedriver.log");
        // To a file: a pipe would be held open by a driver that outlives a killed test.
        let process = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(File::create(&log)?)
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| {
                format!("{} could not be started: is it installed?", program.to_string_lossy())
            })?;
        let mut driver = Self { process, folder, port: 0 };
        driver.port = driver.read_port(&log).await?;
        Ok(driver)
    }

    async fn read_port(&mut self, log: &Path) -> Result<u16> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let text = fs::read_to_string(log)?;
            if let Some((_, port)) = text.rsplit_once("started successfully on port ")
                && let Some((port, _)) = port.split_once('.')
            {
                return port.trim().parse().context("chromedriver's port");
            }
            if let Some(status) = self.process.try_wait()? {
                bail!("chromedriver ended at once ({status}): {text}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("chromedriver did not name its port within {} s", PATIENCE.as_secs())
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}
