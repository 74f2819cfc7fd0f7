//! The table of settings in the README.

use super::table::{SETTINGS, Setting, UsedBy};

/// All settings as a table in Markdown, without a line break at its end.
pub fn readme_table() -> String {
    let head = [
        "| flag | environment | default | used by | what it says |",
        "| --- | --- | --- | --- | --- |",
    ];
    let rows = SETTINGS.iter().map(row);
    let lines: Vec<_> = head.map(str::to_owned).into_iter().chain(rows).collect();
    lines.join("\n")
}

fn row(setting: &Setting) -> String {
    let used_by = match setting.used_by {
        UsedBy::EveryCommand => "all",
        UsedBy::Serve => "`serve`",
    };
    let default = setting.default().unwrap_or_else(|| "none".into());
    format!(
        "| `--{}` | `{}` | {default} | {used_by} | {} |",
        setting.flag(),
        setting.variable(),
        setting.help
    )
}
