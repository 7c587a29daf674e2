//! The sandbox that comes with the site: a definition and its files, beside the page.

use std::sync::Arc;

use sandtable_engine::diag::{Diagnostic, Message};
use sandtable_engine::load::LoadOptions;
use sandtable_engine::sandbox::View;
use sandtable_worker::protocol::ModelSource;
use serde::Deserialize;

use super::LoadFailure;
use crate::browser::{FetchError, PickedFile, fetch_file, fetch_text};

/// The folder beside the page.
const FOLDER: &str = "sample";

const NOT_FETCHED: Message = Message::new(
    "sample_not_fetched",
    "没能取得示例文件 {file}：{why}",
    "the sample file {file} did not come: {why}",
);
const NO_ANSWER: Message = Message::new("no_answer", "没有应答", "no answer");
const STATUS: Message = Message::new("http_status", "服务器答复 {status}", "the host answered {status}");
const CHECK_HOST: Message = Message::new(
    "sample_host_hint",
    "检查网络，或确认网站目录里有 sample 文件夹，然后重试",
    "check the network, or that the site has its folder `sample`, and try again",
);

/// What `sample/sandbox.json` says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// The definition, YAML, beside the manifest.
    definition: String,
    /// Data files; each is a table of its name without the ending.
    files: Vec<String>,
    /// What is looked at first.
    #[serde(default)]
    view: Option<View>,
}

/// The sample before it is loaded.
pub(super) struct Sample {
    pub(super) definition: Arc<str>,
    pub(super) files: Vec<(PickedFile, LoadOptions)>,
    pub(super) view: Option<View>,
}

async fn manifest() -> Result<Manifest, LoadFailure> {
    let manifest = fetch_text(&beside("sandbox.json")).await.map_err(refused)?;
    serde_json::from_str(&manifest).map_err(|error| {
        let finding = NOT_FETCHED.error().arg("file", "sandbox.json").arg("why", error);
        LoadFailure::Refused([finding.hint(CHECK_HOST.text())].into())
    })
}

/// Its definition alone: the built-in catalogue.
pub(super) async fn catalogue() -> Result<ModelSource, LoadFailure> {
    let name = manifest().await?.definition;
    let text = fetch_text(&beside(&name)).await.map_err(refused)?;
    Ok(ModelSource { name, text })
}

/// Fetches all of it.
pub(super) async fn fetch() -> Result<Sample, LoadFailure> {
    let manifest = manifest().await?;
    let definition = fetch_text(&beside(&manifest.definition)).await.map_err(refused)?;
    let mut files = Vec::new();
    for name in &manifest.files {
        let file = fetch_file(&beside(name), name).await.map_err(refused)?;
        let table = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned();
        files.push((file, LoadOptions { table, ..LoadOptions::default() }));
    }
    Ok(Sample { definition: definition.into(), files, view: manifest.view })
}

fn beside(name: &str) -> String {
    format!("{FOLDER}/{name}")
}

fn refused(error: FetchError) -> LoadFailure {
    let why = match error.status {
        Some(status) => STATUS.text().with("status", &status.to_string()),
        None => NO_ANSWER.text(),
    };
    let finding: Diagnostic =
        NOT_FETCHED.error().arg("file", &error.url).arg_text("why", &why).hint(CHECK_HOST.text());
    LoadFailure::Refused([finding].into())
}
