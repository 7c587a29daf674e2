//! URL ↔ state, purely: the hash `#/explore?…` holds the whole view and is never sent to a server.

mod escape;
mod value;
mod view;

use crate::state::View;

/// A screen of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Screen {
    /// Three ways to begin.
    #[default]
    Start,
    /// From files to a sandbox.
    Import,
    /// Questions and answers.
    Explore,
    /// What the metrics are.
    Dictionary,
}

impl Screen {
    /// Its part of the hash.
    fn path(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Import => "import",
            Self::Explore => "explore",
            Self::Dictionary => "dictionary",
        }
    }
}

/// What a hash says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// Which screen.
    pub screen: Screen,
    /// The view, on the Explore screen; none lets the sandbox choose.
    pub view: Option<View>,
    /// The metric on the Dictionary screen.
    pub metric: Option<String>,
    /// What stands there in place of the metric's card, such as `checks`.
    pub pane: Option<String>,
    /// The view is of the sample that comes with the site.
    pub is_sample: bool,
}

impl Route {
    /// A screen without a view.
    pub fn to(screen: Screen) -> Self {
        Self { screen, ..Self::default() }
    }

    /// Reads a hash. What cannot be read is left out: a link from another version still opens.
    pub fn parse(hash: &str) -> Self {
        let hash = hash.trim_start_matches('#').trim_start_matches('/');
        let (path, query) = hash.split_once('?').unwrap_or((hash, ""));
        let screen = [Screen::Import, Screen::Explore, Screen::Dictionary]
            .into_iter()
            .find(|screen| screen.path() == path)
            .unwrap_or_default();
        let pairs: Vec<(&str, &str)> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let is_sample = pairs.contains(&("data", "sample"));
        let value =
            |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| escape::unescape(value));
        match screen {
            Screen::Start | Screen::Import => Self::to(screen),
            Screen::Explore => Self { view: view::parse(&pairs), is_sample, ..Self::to(screen) },
            Screen::Dictionary => {
                Self { metric: value("metric"), pane: value("pane"), is_sample, ..Self::to(screen) }
            }
        }
    }

    /// The hash of this route.
    pub fn hash(&self) -> String {
        let mut pairs = Vec::new();
        if self.is_sample {
            pairs.push("data=sample".to_owned());
        }
        for (key, value) in [("metric", &self.metric), ("pane", &self.pane)] {
            pairs.extend(value.as_ref().map(|value| format!("{key}={}", escape::escape(value))));
        }
        if let Some(view) = &self.view {
            pairs.extend(view::write(view));
        }
        let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
        format!("#/{}{query}", self.screen.path())
    }
}

/// The hash inside a link that somebody pasted, if it is one to a sandbox.
pub fn hash_of_link(link: &str) -> Option<&str> {
    let at = link.find("#/explore")?;
    Some(link[at..].trim())
}

#[cfg(test)]
mod tests;
