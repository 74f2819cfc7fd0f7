//! What processes use, as Linux tells in `/proc`.

use std::collections::HashMap;
use std::fs;

use anyhow::{Context, Result};

/// Linux counts CPU time in hundredths of a second, whatever the kernel's clock.
const TICKS: f64 = 100.0;
const PAGE: f64 = 4096.0;
const MIB: f64 = 1024.0 * 1024.0;

/// Processes with all their descendants, ended ones included.
#[derive(Clone, Debug, Default)]
pub(crate) struct Processes {
    roots: Vec<u32>,
}

struct Usage {
    parent: u32,
    ticks: f64,
    pages: f64,
}

impl Processes {
    /// Those of these ids.
    pub(crate) fn new(roots: &[u32]) -> Self {
        Self {
            roots: roots.to_vec(),
        }
    }

    /// These and others.
    pub(crate) fn and(&self, others: &Self) -> Self {
        Self {
            roots: [self.roots.as_slice(), &others.roots].concat(),
        }
    }

    /// CPU time used so far, in seconds.
    pub(crate) fn cpu_seconds(&self) -> Result<f64> {
        let usages = self.usages()?;
        Ok(usages.iter().map(|usage| usage.ticks).sum::<f64>() / TICKS)
    }

    /// Memory in use now, in MiB.
    pub(crate) fn memory(&self) -> Result<f64> {
        let usages = self.usages()?;
        Ok(usages.iter().map(|usage| usage.pages).sum::<f64>() * PAGE / MIB)
    }

    /// Forgets the greatest memory use so far.
    pub(crate) fn forget_peak(&self) -> Result<()> {
        for root in &self.roots {
            fs::write(format!("/proc/{root}/clear_refs"), "5")?;
        }
        Ok(())
    }

    /// The greatest memory use of the processes themselves since it was last forgotten, in MiB.
    pub(crate) fn peak(&self) -> Result<f64> {
        let mut all = 0.0;
        for root in &self.roots {
            let status = fs::read_to_string(format!("/proc/{root}/status"))?;
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = line.and_then(|line| line.split_whitespace().next());
            all += kib.context("Linux does not tell VmHWM")?.parse::<f64>()? / 1024.0;
        }
        Ok(all)
    }

    fn usages(&self) -> Result<Vec<Usage>> {
        let mut all = HashMap::new();
        for entry in fs::read_dir("/proc")? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if let Ok(id) = name.parse::<u32>()
                && let Some(usage) = usage_of(id)
            {
                all.insert(id, usage);
            }
        }
        let mut found = Vec::new();
        let mut waiting = self.roots.clone();
        while let Some(id) = waiting.pop() {
            let children = all.iter().filter(|(_, usage)| usage.parent == id);
            waiting.extend(children.map(|(child, _)| *child));
            found.extend(all.remove(&id));
        }
        Ok(found)
    }
}

/// What a process and its ended children used; `None` if it has ended meanwhile.
fn usage_of(id: u32) -> Option<Usage> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The second field is the name, which may contain anything.
    let (_, after_name) = stat.rsplit_once(") ")?;
    let fields: Vec<&str> = after_name.split(' ').collect();
    let number = |place: usize| fields.get(place)?.parse::<f64>().ok();
    Some(Usage {
        parent: fields.get(1)?.parse().ok()?,
        ticks: number(11)? + number(12)? + number(13)? + number(14)?,
        pages: number(21)?,
    })
}
