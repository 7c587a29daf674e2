//! The command line: check a model, profile a file, ask a query, write it as SQL. Answers go to standard output, everything else to
//! standard error.
//!
//! Exit codes: 0 done; 1 the model, the data or the query has errors; 2 the command line itself is wrong.

mod args;
mod ask;
mod check;
mod condition;
mod convert;
mod files;
mod print;
mod profile;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use sandtable_engine::diag::{Diagnostic, has_errors};
use sandtable_engine::text::Lang;

use args::{Args, Command};

/// What a command has to say.
#[derive(Default)]
pub(crate) struct Said {
    /// For standard output.
    pub(crate) text: String,
    /// For standard error.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let (said, lang) = match args.command {
        Command::Check(command) => (check::run(&command), command.lang.lang.into()),
        Command::Profile(command) => (profile::run(&command), command.lang.lang.into()),
        Command::Convert(command) => (convert::run(&command), command.lang.lang.into()),
        Command::Query(command) => (ask::run(&command), command.lang.lang.into()),
        Command::Sql(command) => (ask::sql(&command), command.lang.lang.into()),
    };
    match report(&said, lang) {
        Ok(()) if has_errors(&said.diagnostics) => ExitCode::from(1),
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads the output has stopped reading: there is nobody to tell.
        Err(_) => ExitCode::from(1),
    }
}

fn report(said: &Said, lang: Lang) -> std::io::Result<()> {
    let mut errors = std::io::stderr().lock();
    for diagnostic in &said.diagnostics {
        writeln!(errors, "{}", diagnostic.render(lang))?;
    }
    std::io::stdout().lock().write_all(said.text.as_bytes())
}
