//! What each change means to a caller: one row a rule.
//!
//! A request is what callers may send: widening it is additive, narrowing it breaks. A response is
//! what callers must be able to read: the mirror image. The few rows that do not follow from that
//! say so in their classes.

use std::fmt;

use serde::Serialize;

/// What a change means to a program that was written against the base document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// It may stop compiling, be refused, or fail to read an answer.
    Breaking,
    /// It goes on working; something new can be used.
    Additive,
    /// Nothing on the wire changed.
    Docs,
}

impl Class {
    /// All classes, the gravest first.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Additive, Self::Docs];

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Additive => "additive",
            Self::Docs => "docs",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Who reads what a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Side {
    /// The API reads what callers send.
    Request,
    /// Callers read what the API sends.
    Response,
}

/// One kind of change.
#[derive(Debug)]
pub(super) struct Rule {
    /// The name, without the side that it is found on.
    pub(super) name: &'static str,
    /// What happened, in a few words.
    pub(super) says: &'static str,
    /// What it means in a request, if it can be found there.
    pub(super) request: Option<Class>,
    /// What it means in a response, if it can be found there.
    pub(super) response: Option<Class>,
    /// Whether its id begins with the side.
    pub(super) sided: bool,
}

impl Rule {
    /// The id on a side, such as `request-property-removed`.
    pub(super) fn id(&self, side: Side) -> String {
        match (self.sided, side) {
            (false, _) => self.name.to_owned(),
            (true, Side::Request) => format!("request-{}", self.name),
            (true, Side::Response) => format!("response-{}", self.name),
        }
    }

    /// Whether it speaks of what says something to people and tools only, so that what remains can be
    /// written differently as well.
    pub(super) fn is_aside(&self) -> bool {
        let aside = [
            &DOCUMENTATION_CHANGED,
            &EXTENSION_ADDED,
            &EXTENSION_REMOVED,
            &EXTENSION_CHANGED,
        ];
        aside.iter().any(|rule| std::ptr::eq(*rule, self))
    }

    /// What it means on a side.
    ///
    /// A rule that a side does not know is judged by the other one.
    pub(super) fn class(&self, side: Side) -> Class {
        let (own, other) = match side {
            Side::Request => (self.request, self.response),
            Side::Response => (self.response, self.request),
        };
        own.or(other).unwrap_or(Class::Breaking)
    }
}

use Class::{Additive as A, Breaking as B, Docs as D};

/// Declares the rules: a constant each, and the list of all.
macro_rules! rules {
    ($($constant:ident $name:literal $sided:ident $request:tt $response:tt $says:literal;)*) => {
        $(
            #[doc = $says]
            pub(super) static $constant: Rule = Rule {
                name: $name,
                says: $says,
                request: rules!(@class $request),
                response: rules!(@class $response),
                sided: rules!(@sided $sided),
            };
        )*

        /// All rules, in the order of the list that people read.
        pub(super) static ALL: &[&Rule] = &[$(&$constant),*];
    };
    (@class -) => { None };
    (@class $class:ident) => { Some($class) };
    (@sided sided) => { true };
    (@sided whole) => { false };
}

rules! {
    // constant, name, whether the id names the side, class in a request, class in a response
    OPERATION_ADDED "operation-added" whole A - "operation added";
    OPERATION_REMOVED "operation-removed" whole B - "operation removed";
    PATH_CHANGED "path-changed" whole B - "the path changed, before what the operations have in common";
    PATH_VERSION_CHANGED "path-version-changed" whole D - "the version segment of the path changed";

    REQUIRED_PROPERTY_ADDED "required-property-added" sided B A "required property added";
    OPTIONAL_PROPERTY_ADDED "optional-property-added" sided A A "optional property added";
    REQUIRED_PROPERTY_ADDED_TO_CLOSED "required-property-added-to-closed-object" sided B B "required property added to an object that was closed";
    OPTIONAL_PROPERTY_ADDED_TO_CLOSED "optional-property-added-to-closed-object" sided A B "optional property added to an object that was closed";
    PROPERTY_REMOVED "property-removed" sided B B "property removed";
    BECAME_REQUIRED "property-became-required" sided B A "property became required";
    BECAME_OPTIONAL "property-became-optional" sided A B "property became optional";

    TYPE_WIDENED "type-widened" sided A B "type widened";
    TYPE_NARROWED "type-narrowed" sided B A "type narrowed";
    TYPE_REPLACED "type-replaced" sided B B "type replaced";
    BECAME_NULLABLE "became-nullable" sided A B "became nullable";
    STOPPED_BEING_NULLABLE "stopped-being-nullable" sided B A "stopped being nullable";

    FORMAT_ADDED "format-added" sided B A "format added";
    FORMAT_REMOVED "format-removed" sided A B "format removed";
    FORMAT_CHANGED "format-changed" sided B B "format changed";
    FORMAT_WIDENED "format-widened" sided A B "format widened";
    FORMAT_NARROWED "format-narrowed" sided B A "format narrowed";

    ENUM_VALUE_ADDED "enum-value-added" sided A B "enum value added";
    ENUM_VALUE_REMOVED "enum-value-removed" sided B A "enum value removed";
    BECAME_ENUM "became-enum" sided B A "became an enum";
    STOPPED_BEING_ENUM "stopped-being-enum" sided A B "stopped being an enum";

    MAX_LENGTH_TIGHTENED "max-length-tightened" sided B A "maxLength set or lowered";
    MAX_LENGTH_LOOSENED "max-length-loosened" sided A B "maxLength raised or removed";
    MIN_LENGTH_TIGHTENED "min-length-tightened" sided B A "minLength set or raised";
    MIN_LENGTH_LOOSENED "min-length-loosened" sided A B "minLength lowered or removed";
    MAX_ITEMS_TIGHTENED "max-items-tightened" sided B A "maxItems set or lowered";
    MAX_ITEMS_LOOSENED "max-items-loosened" sided A B "maxItems raised or removed";
    MIN_ITEMS_TIGHTENED "min-items-tightened" sided B A "minItems set or raised";
    MIN_ITEMS_LOOSENED "min-items-loosened" sided A B "minItems lowered or removed";
    MAXIMUM_TIGHTENED "maximum-tightened" sided B A "maximum set or lowered";
    MAXIMUM_LOOSENED "maximum-loosened" sided A B "maximum raised or removed";
    MINIMUM_TIGHTENED "minimum-tightened" sided B A "minimum set or raised";
    MINIMUM_LOOSENED "minimum-loosened" sided A B "minimum lowered or removed";

    PATTERN_ADDED "pattern-added" sided B A "pattern added";
    PATTERN_CHANGED "pattern-changed" sided B B "pattern changed";
    PATTERN_REMOVED "pattern-removed" sided A B "pattern removed";

    UNION_MEMBER_ADDED "union-member-added" sided A B "member added to a union";
    UNION_MEMBER_REMOVED "union-member-removed" sided B A "member removed from a union";
    UNION_ADDED "union-added" sided B A "must now match a member of a union as well";
    UNION_REMOVED "union-removed" sided A B "need no longer match a member of a union";
    UNION_BECAME_OBJECT "union-became-object" sided A B "a union of objects became one object with all their properties";
    OBJECT_BECAME_UNION "object-became-union" sided B A "one object became a union of objects";
    ONE_OF_BECAME_ANY_OF "one-of-became-any-of" sided A B "oneOf became anyOf";
    ANY_OF_BECAME_ONE_OF "any-of-became-one-of" sided B A "anyOf became oneOf";

    CLOSED "additional-properties-closed" sided B A "additional properties are no longer allowed";
    OPENED "additional-properties-opened" sided A B "additional properties are allowed";

    DEFAULT_ADDED "default-added" sided D D "default added";
    DEFAULT_CHANGED "default-changed" sided B D "default changed";
    DEFAULT_REMOVED "default-removed" sided B D "default removed";

    SUCCESS_STATUS_ADDED "success-status-added" whole - B "success status added";
    SUCCESS_STATUS_REMOVED "success-status-removed" whole - B "success status removed";
    ERROR_STATUS_ADDED "error-status-added" whole - A "error status added";
    ERROR_STATUS_REMOVED "error-status-removed" whole - A "error status removed";
    DEFAULT_RESPONSE_ADDED "default-response-added" whole - A "`default` response added";
    DEFAULT_RESPONSE_REMOVED "default-response-removed" whole - A "`default` response removed";
    ERROR_BODY_ADDED "error-body-added" whole - A "an error's body added";
    ERROR_BODY_REMOVED "error-body-removed" whole - A "an error's body removed";

    MEDIA_TYPE_ADDED "media-type-added" sided A A "media type added";
    MEDIA_TYPE_REMOVED "media-type-removed" sided B B "media type removed";
    MEDIA_TYPE_REPLACED "media-type-replaced" sided B B "media type replaced";

    HEADER_ADDED "response-header-added" whole - A "response header added";
    HEADER_REMOVED "response-header-removed" whole - B "response header removed";
    HEADER_BECAME_REQUIRED "response-header-became-required" whole - A "response header became required";
    HEADER_BECAME_OPTIONAL "response-header-became-optional" whole - B "response header became optional";

    REQUIRED_BODY_ADDED "required-request-body-added" whole B - "request body added as required";
    OPTIONAL_BODY_ADDED "optional-request-body-added" whole A - "request body added as optional";
    BODY_REMOVED "request-body-removed" whole B - "request body removed";
    BODY_BECAME_REQUIRED "request-body-became-required" whole B - "request body became required";
    BODY_BECAME_OPTIONAL "request-body-became-optional" whole A - "request body became optional";

    REQUIRED_PARAMETER_ADDED "required-parameter-added" whole B - "parameter added as required";
    OPTIONAL_PARAMETER_ADDED "optional-parameter-added" whole A - "parameter added as optional";
    PARAMETER_REMOVED "parameter-removed" whole B - "parameter removed";
    PARAMETER_BECAME_REQUIRED "parameter-became-required" whole B - "parameter became required";
    PARAMETER_BECAME_OPTIONAL "parameter-became-optional" whole A - "parameter became optional";
    PATH_PARAMETER_RENAMED "path-parameter-renamed" whole D - "path parameter renamed";

    SECURITY_DEMANDED "security-demanded" whole B - "security demanded where none was";
    SECURITY_DROPPED "security-dropped" whole A - "security no longer demanded";
    SECURITY_ALTERNATIVE_ADDED "security-alternative-added" whole A - "security alternative added";
    SECURITY_ALTERNATIVE_REMOVED "security-alternative-removed" whole B - "security alternative removed";
    SECURITY_KEY_ADDED "security-key-added" whole B - "a further key demanded beside the first";
    SECURITY_KEY_REMOVED "security-key-removed" whole A - "a key beside the first no longer demanded";
    SECURITY_SCOPE_ADDED "security-scope-added" whole B - "a further scope demanded";
    SECURITY_SCOPE_REMOVED "security-scope-removed" whole A - "a scope no longer demanded";
    SECURITY_SCHEME_CHANGED "security-scheme-changed" whole B - "how a key is sent changed";
    SECURITY_SCHEME_RENAMED "security-scheme-renamed" whole D - "security scheme renamed";

    DEPRECATED "deprecated" whole D D "marked as deprecated";
    NO_LONGER_DEPRECATED "no-longer-deprecated" whole D D "no longer marked as deprecated";
    DOCUMENTATION_CHANGED "documentation-changed" whole D D "documentation changed";
    EXTENSION_ADDED "extension-added" whole D D "extension added";
    EXTENSION_REMOVED "extension-removed" whole D D "extension removed";
    EXTENSION_CHANGED "extension-changed" whole D D "extension changed";
    RESPELLED "respelled" whole D D "written differently, with the same meaning";
    UNUSED_COMPONENT_CHANGED "unused-component-changed" whole D D "a component changed that no operation reaches";
    UNRECOGNISED "unrecognised" whole B B "a keyword changed that no rule knows";
}
