//! The Content-Security-Policy: nothing foreign, nothing inline.
//!
//! `wasm-unsafe-eval` allows compiling WebAssembly and nothing else. Styles set through the CSSOM (`style.width =`)
//! are allowed, `style="…"` attributes are not; [`crate::rules`] keeps them out of the sources.

macro_rules! directives {
    () => {
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
         connect-src 'self'; worker-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; \
         form-action 'none'"
    };
}

/// What the page says of itself in a `<meta>`, so that it holds on every host.
pub const META: &str = directives!();

/// What our own server adds: the directives a `<meta>` may not have.
pub const HEADER: &str = concat!(directives!(), "; frame-ancestors 'none'");
