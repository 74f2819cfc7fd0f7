//! What a tenant chooses about its roster. Whoever wants to know whom that moves has everybody looked at.

use rollcall_directory::rosters::{self, AudienceDraft, Change, Preset, RuleDraft};
use rollcall_directory::{labels, policies};
use roster::scope::Effect;

use super::watch::Watch;

/// A rule that looks at the person alone, and one that looks at others.
fn rules(round: u32) -> Change {
    let rule = |name: &str, effect, filter: &str| RuleDraft {
        name: format!("{name} {round}"),
        effect,
        filter: filter.to_owned(),
        enabled: true,
    };
    Change::Rules(vec![
        rule("None of these", Effect::Exclude, "title eq \"None\""),
        rule(
            "Some",
            Effect::Include,
            "groups.display sw \"Group\" or manager pr or isManager eq true",
        ),
    ])
}

pub(super) async fn everything(watch: &mut Watch<'_>, round: u32) {
    let (directory, slug) = (&watch.world.directory, watch.world.slug());
    let proposing = rosters::propose(directory, slug, rules(round));
    let preview = watch.over("preview rules", proposing).await.unwrap();
    let showing = async {
        rosters::show(directory, slug, &preview.id)
            .await?
            .1
            .next_page()
            .await
    };
    watch.over("show a preview", showing).await.unwrap();
    let applying = rosters::apply(directory, slug, &preview.id);
    watch.over("apply rules", applying).await.unwrap();
    let working = directory.work("runner");
    assert!(watch.over("apply a roster", working).await.unwrap());
    let showing = rosters::scope(directory, slug);
    watch.over("show a scope", showing).await.unwrap();
    let audience = Change::AddAudience(AudienceDraft {
        name: format!("finance {round}"),
        filter: Preset::Finance.filter().to_owned(),
    });
    let adding = rosters::change(directory, slug, audience);
    watch.over("add an audience", adding).await.unwrap();
    let listing = rosters::audiences(directory, slug);
    watch.over("list audiences", listing).await.unwrap();
    let suspecting = rosters::suspects(directory, slug);
    watch.over("list suspects", suspecting).await.unwrap();
    let showing = rosters::mapping(directory, slug);
    watch.over("show a mapping", showing).await.unwrap();
    let content = policies::content_of(directory, slug, None);
    let content = watch.over("read a policy", content).await.unwrap();
    let saving = policies::save(directory, "standard", &content);
    watch.over("save a policy", saving).await.unwrap();
    let listing = policies::list(directory);
    watch.over("list policies", listing).await.unwrap();
    let gold = ["gold".to_owned()];
    let labelling = labels::set(directory, slug, &gold);
    watch.over("label a tenant", labelling).await.unwrap();
}
