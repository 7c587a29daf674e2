//! The rules of ARCHITECTURE.md that a tool can hold: who depends on whom, and who names what.

mod dependencies;
mod sources;

use anyhow::{Result, bail};

/// Checks every rule; returns what was checked in one line each.
///
/// # Errors
/// Names every place that breaks a rule, all at once.
pub fn check() -> Result<String> {
    let mut report = String::new();
    let mut broken = dependencies::check(&mut report)?;
    broken.extend(sources::check(&mut report)?);
    if !broken.is_empty() {
        bail!("{} places break the rules of ARCHITECTURE.md:\n{}", broken.len(), broken.join("\n"));
    }
    Ok(report)
}
