//! Colours that go into a picture. The same values stand in `public/styles/tokens.css`; a test compares them.

use plotters::style::RGBColor;

use super::spec::Role;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on white.
    #[default]
    Light,
    /// Light ink on dark blue-grey.
    Dark,
}

/// A colour of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink(pub u8, pub u8, pub u8);

impl Ink {
    /// `#RRGGBB`.
    pub fn hex(self) -> String {
        format!("#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }

    pub(crate) fn rgb(self) -> RGBColor {
        RGBColor(self.0, self.1, self.2)
    }

    /// Relative luminance by WCAG 2.2.
    pub(crate) fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let part = f64::from(channel) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio by WCAG 2.2, from 1 to 21.
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// The colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Palette {
    pub(crate) card: Ink,
    pub(crate) grid: Ink,
    pub(crate) axis: Ink,
    pub(crate) series: [Ink; 6],
    pub(crate) actual: Ink,
    pub(crate) previous: Ink,
    pub(crate) text_dark: Ink,
    pub(crate) text_light: Ink,
    /// From little to much.
    pub(crate) ramp: [Ink; 7],
}

const LIGHT: Palette = Palette {
    card: Ink(0xFF, 0xFF, 0xFF),
    grid: Ink(0xE8, 0xEB, 0xF0),
    axis: Ink(0x87, 0x90, 0x9C),
    series: [
        Ink(0x00, 0x72, 0xB2),
        Ink(0xD5, 0x5E, 0x00),
        Ink(0x00, 0x8F, 0x68),
        Ink(0xB8, 0x57, 0x8C),
        Ink(0x9A, 0x6B, 0x00),
        Ink(0x5B, 0x6B, 0xBF),
    ],
    actual: Ink(0x3A, 0x42, 0x4E),
    previous: Ink(0x87, 0x90, 0x9C),
    text_dark: Ink(0x1F, 0x23, 0x29),
    text_light: Ink(0xFF, 0xFF, 0xFF),
    ramp: [
        Ink(0xE3, 0xEE, 0xF8),
        Ink(0xC3, 0xDC, 0xF0),
        Ink(0x9B, 0xC5, 0xE6),
        Ink(0x69, 0xA8, 0xD8),
        Ink(0x2A, 0x73, 0xB0),
        Ink(0x12, 0x59, 0x94),
        Ink(0x08, 0x3C, 0x6B),
    ],
};

const DARK: Palette = Palette {
    card: Ink(0x1C, 0x21, 0x2C),
    grid: Ink(0x2B, 0x32, 0x40),
    axis: Ink(0x71, 0x7B, 0x89),
    series: [
        Ink(0x56, 0xB4, 0xE9),
        Ink(0xFF, 0x8A, 0x3D),
        Ink(0x2C, 0xC2, 0x95),
        Ink(0xE0, 0x9A, 0xC0),
        Ink(0xE6, 0xB9, 0x3C),
        Ink(0x9A, 0xA6, 0xF2),
    ],
    actual: Ink(0xC9, 0xCF, 0xD8),
    previous: Ink(0x71, 0x7B, 0x89),
    text_dark: Ink(0x14, 0x18, 0x21),
    text_light: Ink(0xF2, 0xF5, 0xF9),
    ramp: [
        Ink(0x1F, 0x31, 0x46),
        Ink(0x1F, 0x45, 0x66),
        Ink(0x1C, 0x5A, 0x87),
        Ink(0x1D, 0x6C, 0xA3),
        Ink(0x56, 0xA5, 0xDB),
        Ink(0x86, 0xC3, 0xEC),
        Ink(0xBF, 0xE1, 0xF8),
    ],
};

impl Theme {
    pub(crate) fn palette(self) -> &'static Palette {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }
}

impl Palette {
    /// The colour of the series with this role that is the `nth` of its role.
    pub(crate) fn of(&self, role: Role, nth: usize) -> Ink {
        match role {
            Role::Actual => self.actual,
            Role::Previous | Role::Other => self.previous,
            Role::Member => self.series[nth % self.series.len()],
        }
    }

    /// The step of the ramp for a value between `low` and `high`.
    pub(crate) fn heat(&self, value: f64, low: f64, high: f64) -> Ink {
        let part = if high > low { (value - low) / (high - low) } else { 0.5 };
        let steps = self.ramp.len();
        let at = (0..steps)
            .rev()
            .find(|&at| part >= super::geometry::coordinate(at) / super::geometry::coordinate(steps));
        self.ramp[at.unwrap_or(0)]
    }

    /// Whether dark text reads better than light text on `ground`.
    pub(crate) fn takes_dark_text(&self, ground: Ink) -> bool {
        ground.contrast(self.text_dark) >= ground.contrast(self.text_light)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_out_and_text_is_read() {
        for theme in [Theme::Light, Theme::Dark] {
            let palette = theme.palette();
            for ink in palette.series.iter().chain([&palette.actual, &palette.previous, &palette.axis]) {
                assert!(ink.contrast(palette.card) >= 3.0, "{theme:?} {}", ink.hex());
            }
            for ground in palette.ramp {
                let text =
                    if palette.takes_dark_text(ground) { palette.text_dark } else { palette.text_light };
                assert!(ground.contrast(text) >= 4.5, "{theme:?} {} {}", ground.hex(), ground.contrast(text));
            }
            let light: Vec<f64> = palette.ramp.iter().map(|ink| ink.luminance()).collect();
            let is_monotone = light.windows(2).all(|pair| (pair[0] < pair[1]) == (light[0] < light[6]));
            assert!(is_monotone, "{theme:?} {light:?}");
            assert!(palette.ramp[6].contrast(palette.card) >= 3.0);
        }
    }

    #[test]
    fn the_style_sheet_has_the_same_colours() {
        let tokens = include_str!("../../../public/styles/tokens.css");
        for theme in [Theme::Light, Theme::Dark] {
            let palette = theme.palette();
            for (at, ink) in palette.series.iter().enumerate() {
                let token = format!("--series-{}: {};", at + 1, ink.hex());
                assert!(tokens.contains(&token), "{token}");
            }
            for (name, ink) in
                [("card", palette.card), ("actual", palette.actual), ("previous", palette.previous)]
            {
                let token = format!("--{name}: {};", ink.hex());
                assert!(tokens.contains(&token), "{token}");
            }
            for (at, ink) in palette.ramp.iter().enumerate() {
                let token = format!("--ramp-{}: {};", at + 1, ink.hex());
                assert!(tokens.contains(&token), "{token}");
            }
        }
    }

    /// The tokens of each theme that are plain colours.
    fn tokens(theme: Theme) -> Vec<(String, Ink)> {
        let sheet = include_str!("../../../public/styles/tokens.css");
        let start = match theme {
            Theme::Light => ":root {",
            Theme::Dark => ":root[data-theme=\"dark\"] {",
        };
        let block = sheet.split_once(start).expect("the theme").1.split('}').next().unwrap_or_default();
        let colour = |line: &str| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(": #")?;
            let number = u32::from_str_radix(value.strip_suffix(';')?, 16).ok()?;
            let [_, red, green, blue] = number.to_be_bytes();
            Some((name.to_owned(), Ink(red, green, blue)))
        };
        block.lines().filter_map(colour).collect()
    }

    #[test]
    fn every_text_is_readable_on_every_ground_it_stands_on() {
        for theme in [Theme::Light, Theme::Dark] {
            let tokens = tokens(theme);
            let ink = |name: &str| tokens.iter().find(|(token, _)| token == name).expect(name).1;
            let card_and_page = ["card", "page", "raised", "sunken", "hover"];
            let pairs = [
                (
                    "ink-1",
                    &[
                        "card",
                        "page",
                        "raised",
                        "sunken",
                        "hover",
                        "selected",
                        "status-yellow-soft",
                        "status-red-soft",
                    ][..],
                ),
                ("ink-2", &["card", "page", "raised", "sunken", "hover", "selected", "primary-soft"][..]),
                ("ink-3", &card_and_page[..]),
                ("primary", &["card", "page", "raised", "hover", "primary-soft", "selected"][..]),
                ("ink-on-primary", &["primary", "primary-strong"][..]),
                ("better", &["card", "hover", "selected"][..]),
                ("worse", &["card", "hover", "selected"][..]),
                ("red-change", &["card", "hover"][..]),
                ("green-change", &["card", "hover"][..]),
                ("status-red", &["card", "status-red-soft"][..]),
                ("status-green", &["card", "status-green-soft"][..]),
            ];
            for (text, grounds) in pairs {
                for ground in grounds {
                    let contrast = ink(text).contrast(ink(ground));
                    assert!(contrast >= 4.5, "{theme:?}: {text} on {ground} {contrast:.2}");
                }
            }
            for mark in ["border", "status-yellow-border", "status-red", "status-green", "primary"] {
                assert!(ink(mark).contrast(ink("card")) >= 3.0, "{theme:?}: {mark}");
            }
        }
    }

    #[test]
    fn both_ways_to_dark_have_the_same_tokens() {
        let sheet = include_str!("../../../public/styles/tokens.css");
        let block = |start: &str| -> Vec<&str> {
            let block = sheet.split_once(start).expect("the theme").1.split('}').next().unwrap_or_default();
            block.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
        };
        assert_eq!(block(":root:not([data-theme=\"light\"]) {"), block(":root[data-theme=\"dark\"] {"));
    }

    #[test]
    fn heat_covers_the_whole_ramp() {
        let palette = Theme::Light.palette();
        assert_eq!(palette.heat(0.0, 0.0, 7.0), palette.ramp[0]);
        assert_eq!(palette.heat(3.5, 0.0, 7.0), palette.ramp[3]);
        assert_eq!(palette.heat(7.0, 0.0, 7.0), palette.ramp[6]);
        assert_eq!(palette.heat(5.0, 5.0, 5.0), palette.ramp[3]);
    }
}
