//! `cargo xtask`: builds, serves, checks and measures.

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use xtask::serve::{Mounts, Server};
use xtask::{pages, rules, site, sizes, workspace};

const USAGE: &str = "\
cargo xtask COMMAND

  build [--profile NAME]               build the site into dist/ (profile: release)
  serve [--profile NAME] [--port N] [--base PATH] [--built]
                                       build the site, then serve it on 127.0.0.1 (port: 8080, base: /);
                                       --built serves dist/ as it is
  page NAME                            build tests/pages/NAME and its wasm binary into target/pages/NAME
  sizes                                weigh dist/ against its budget
  rules                                check the dependency rules of ARCHITECTURE.md";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<()> {
    let Some((command, rest)) = args.split_first() else { bail!("no command\n\n{USAGE}") };
    if let ("page", [name]) = (command.as_str(), rest) {
        return pages::build(name).map(drop);
    }
    let mut flags = Flags::parse(rest)?;
    match command.as_str() {
        "build" => {
            let options = site_options(&mut flags);
            flags.finish()?;
            site::build(&options).map(drop)
        }
        "serve" => serve(flags),
        "sizes" => flags.finish().and_then(|()| say(&sizes::check(&workspace::dist_dir())?)),
        "rules" => flags.finish().and_then(|()| say(&rules::check()?)),
        "help" | "--help" | "-h" => say(USAGE),
        other => bail!("unknown command `{other}`\n\n{USAGE}"),
    }
}

fn serve(mut flags: Flags) -> Result<()> {
    let options = site_options(&mut flags);
    let port =
        flags.value("--port").map_or(Ok(8080), |port| port.parse()).context("--port wants a number")?;
    let base = flags.value("--base").unwrap_or_default();
    let base = format!("/{}/", base.trim_matches('/')).replace("//", "/");
    let built = flags.switch("--built");
    flags.finish()?;
    let dist = if built { workspace::dist_dir() } else { site::build(&options)? };
    let server = Server::start(Mounts::policed().and(&base, dist), port)?;
    say(&format!("Sandtable is at {}{base} (Ctrl-C ends it)", server.origin()))?;
    server.wait();
    Ok(())
}

fn site_options(flags: &mut Flags) -> site::Options {
    flags.value("--profile").map_or_else(site::Options::default, |profile| site::Options { profile })
}

fn say(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", text.trim_end())?;
    Ok(out.flush()?)
}

/// Flags of a command: `--name VALUE` or `--name`.
struct Flags(Vec<(String, Option<String>)>);

impl Flags {
    fn parse(args: &[String]) -> Result<Self> {
        let mut flags: Vec<(String, Option<String>)> = Vec::new();
        for arg in args {
            match flags.last_mut() {
                _ if arg.starts_with("--") => flags.push((arg.clone(), None)),
                Some((_, value @ None)) => *value = Some(arg.clone()),
                _ => bail!("unexpected `{arg}`\n\n{USAGE}"),
            }
        }
        Ok(Self(flags))
    }

    fn take(&mut self, name: &str) -> Option<Option<String>> {
        let index = self.0.iter().position(|(flag, _)| flag == name)?;
        Some(self.0.remove(index).1)
    }

    fn value(&mut self, name: &str) -> Option<String> {
        self.take(name).flatten()
    }

    fn switch(&mut self, name: &str) -> bool {
        self.take(name).is_some()
    }

    /// What nobody took is a mistake.
    fn finish(&self) -> Result<()> {
        match self.0.first() {
            Some((flag, _)) => bail!("unexpected `{flag}`\n\n{USAGE}"),
            None => Ok(()),
        }
    }
}
