//! Strings with a name of their own, such as ids.

#![allow(
    unused_macros,
    unused_imports,
    reason = "not used where the API's documents have no such string"
)]

/// Lets the struct `$text`, which holds nothing but a `String`, be made of text and read as text.
macro_rules! opaque_text {
    ($text:ident) => {
        impl $text {
            /// The text as it stands in JSON.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text alone. There is no `From` for it, as any id would then do for any text.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl From<String> for $text {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $text {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<&String> for $text {
            fn from(text: &String) -> Self {
                Self(text.clone())
            }
        }

        impl From<&$text> for $text {
            fn from(text: &$text) -> Self {
                text.clone()
            }
        }

        impl AsRef<str> for $text {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $text {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

pub(crate) use opaque_text;
