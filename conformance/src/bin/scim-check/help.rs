//! What `--help` says beside the options.

/// What the tool does.
pub(crate) const LONG_ABOUT: &str = "\
Tests any SCIM 2.0 server by its URL.

It asks the server what it is (/ServiceProviderConfig, /ResourceTypes, /Schemas), makes users, groups
and resources of every other type the server has from the schemas it serves, changes them, looks for
them and deletes them again, and says test by test whether the RFCs, Microsoft Entra and Okta will be
content, and if not, what to change. What the server does not claim is not held against it. What is
there already is left alone. The report begins with a verdict for each client in a sentence, and groups what
failed by what the server does wrong.

SYNOPSIS
    scim-check URL [--token TOKEN] [OPTIONS]
    scim-check COMMAND ...";

/// What the options don't say.
pub(crate) const AFTER: &str = "\
EXIT STATUS
    0    Nothing of severity must or vendor-required failed
    1    Something did
    2    The server could not be tested, or the command line is wrong; standard error says why
    130  Somebody ended it; what it had made was deleted, and the report written

ENVIRONMENT
    SCIM_CHECK_TOKEN    The token, so that it is in no list of processes

EXAMPLES
    Everything, with a report to read:
        scim-check https://example.com/scim/v2 --token T --report html --output report.html
    Only what Entra needs, in a pipeline:
        scim-check https://example.com/scim/v2 --token T --suite entra --report junit --output scim.xml
    What got better and worse since then:
        scim-check https://example.com/scim/v2 --token T --baseline report.json
    One test, with its traffic:
        scim-check https://example.com/scim/v2 --token T --only 'rfc.patch.User.*' --save-traffic out
    What would be sent:
        scim-check https://example.com/scim/v2 --token T --dry-run";
