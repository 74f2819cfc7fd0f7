//! What a server wants that its schemas don't say: `--profile FILE`.

use std::collections::BTreeMap;
use std::path::Path;

use conformance::check::Profile;
use conformance::target::Target;
use serde::Deserialize;
use toml::Value;

use crate::file::{FileError, read, wrong};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    #[serde(default)]
    values: BTreeMap<String, Value>,
    #[serde(default)]
    leave_out: Vec<String>,
    #[serde(default)]
    leave_out_types: Vec<String>,
    #[serde(default)]
    headers: BTreeMap<String, Value>,
}

/// A profile, and what only the way to the server needs of it.
#[derive(Default)]
pub(crate) struct FullProfile {
    /// What tests heed.
    pub(crate) profile: Profile,
    /// Headers for every request, whose values are secrets.
    pub(crate) headers: Vec<(String, String)>,
}

/// Reads a profile.
pub(crate) fn read_profile(path: &Path) -> Result<FullProfile, FileError> {
    let file: ProfileFile = read(path)?;
    for name in file.values.keys().chain(&file.leave_out) {
        if name
            .split_once('.')
            .is_none_or(|(kind, path)| kind.is_empty() || path.is_empty())
        {
            let reason = "expected a resource type and an attribute, such as User.userName";
            return Err(wrong(path, &format!("{name:?}"), reason));
        }
    }
    let header = |(name, value): (String, Value)| match value {
        Value::String(value) => Ok((name, value)),
        _ => Err(wrong(
            path,
            &format!("headers.{name}"),
            "the value must be a text",
        )),
    };
    let values = file.values.into_iter();
    Ok(FullProfile {
        headers: file
            .headers
            .into_iter()
            .map(header)
            .collect::<Result<_, _>>()?,
        profile: Profile {
            values: values.map(|(name, value)| (name, json(value))).collect(),
            leave_out: file.leave_out,
            leave_out_types: file.leave_out_types,
        },
    })
}

impl FullProfile {
    /// What may not be seen of it: headers and passwords.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = String> {
        let password = |name: &str| name.to_ascii_lowercase().ends_with("password");
        let values = self.profile.values.iter();
        let passwords = values.filter(move |(name, _)| password(name));
        let texts = passwords.filter_map(|(_, value)| value.as_str());
        let headers = self.headers.iter().map(|(_, value)| value.as_str());
        texts.chain(headers).map(str::to_owned)
    }

    /// Names in it that the server serves nothing for.
    pub(crate) fn idle(&self, target: &Target) -> Vec<&str> {
        let profile = &self.profile;
        let served = |name: &&str| match name.split_once('.') {
            Some((kind, path)) => target.types.iter().any(|it| {
                it.name == kind && it.find_path(path).is_some_and(|place| place.path() == path)
            }),
            None => target.types.iter().any(|kind| kind.name == *name),
        };
        let attributes = profile.values.keys().chain(&profile.leave_out);
        let names = attributes
            .chain(&profile.leave_out_types)
            .map(String::as_str);
        names.filter(|name| !served(name)).collect()
    }
}

fn json(value: Value) -> serde_json::Value {
    match value {
        Value::String(text) => text.into(),
        Value::Integer(number) => number.into(),
        Value::Float(number) => number.into(),
        Value::Boolean(flag) => flag.into(),
        Value::Datetime(time) => time.to_string().into(),
        Value::Array(list) => list.into_iter().map(json).collect(),
        Value::Table(table) => {
            let members = table.into_iter().map(|(name, value)| (name, json(value)));
            serde_json::Value::Object(members.collect())
        }
    }
}
