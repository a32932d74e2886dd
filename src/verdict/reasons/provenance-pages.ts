import type { ReasonPages } from './reason-page.ts'

const SOURCE =
  'Add a place that keeps attestations: `trustctl evidence add FOLDER`, or `trustctl evidence add "https://packages.example/{project}/{filename}.provenance"`.'
const OWN_RULE =
  'If you accept this project without, say so in a rule of its own in your policy; `trustctl policy show --effective` shows where it belongs.'
const SHOW = '`trustctl policy show --effective` shows whom the rule accepts.'

/** Family 2, second part: attestations that are absent, and those that are good but not what the policy wants. */
export const PROVENANCE_PAGES: ReasonPages<
  'TC210' | 'TC2201' | 'TC2202' | 'TC2203' | 'TC2204' | 'TC2205' | 'TC222'
> = {
  TC2101: {
    means:
      'This index can’t carry attestations (its Simple API is older than 1.3), and none of your evidence sources has one for this file. It says nothing about the file itself.',
    expected:
      'An index that offers provenance (PEP 740), or an evidence source for the mirror that drops it.',
    causes: ['The index is a mirror or a proxy that leaves provenance out.'],
    remedies: [SOURCE, 'Ask whoever runs the index to pass on PEP 740 provenance.', OWN_RULE],
  },
  TC2102: {
    means: 'The index can carry attestations, and has none for this file: nobody published one.',
    expected: 'An attestation by the publisher of the project.',
    causes: [
      'The project does not publish attestations yet, or did not yet when this release was made.',
      'The file was uploaded by hand.',
    ],
    remedies: [
      'See whether a later release has one: `pip install --upgrade NAME`.',
      'Ask the project for Trusted Publishing, which attests by itself.',
      OWN_RULE,
    ],
  },
  TC2103: {
    means:
      'Earlier files of this project were attested and this one is not. That is what a release with a stolen upload token looks like.',
    expected: 'An attestation, as the releases before it have one.',
    causes: [
      'The release was uploaded by hand, past the project’s own workflow.',
      'The project changed how it publishes.',
      'Somebody else uploaded it.',
    ],
    remedies: [
      'Stay with the last attested version: `trustctl why CODE` names it.',
      'Look for the release in the project’s repository: is there a tag for it, and do people speak of it?',
      'Ask the project.',
    ],
  },
  TC2104: {
    means:
      'The index names an attestation for this file, and it could not be fetched. Whether it is good is not known, so it does not count as good.',
    expected: 'An answer with the attestation in time.',
    causes: [
      'The server is out of reach, slow or overloaded.',
      'The mirror lists provenance that it does not keep.',
      'You are not signed in there.',
    ],
    remedies: ['Try again.', SOURCE],
  },
  TC2201: {
    means:
      'The attestation is genuine. Whoever it proves to have published the file is not among those whom the policy accepts for this project.',
    expected: 'A publisher that the rule names.',
    causes: [
      'The project moved to another repository or workflow.',
      'The rule is narrower than you meant, e.g. about the workflow, the ref or the environment.',
      'Somebody else published under this name.',
    ],
    remedies: [
      '`trustctl why CODE` shows who signed, claim by claim.',
      SHOW,
      'If you accept this publisher, add it to `identities` in your policy.',
    ],
  },
  TC2202: {
    means: 'There is a genuine attestation, but it says something else than what the policy asks for.',
    expected:
      'An attestation of a kind (predicate) that the rule names, e.g. `publish` or `slsa-provenance`.',
    causes: [
      'The project publishes one kind only.',
      'The rule asks for SLSA provenance where most projects have the publish attestation.',
    ],
    remedies: [SHOW, 'Widen `predicate` in the requirement, if the other kind is enough for you.'],
  },
  TC2203: {
    means: 'The attestation is genuine, and in no transparency log that the policy requires.',
    expected: 'An entry in one of the logs that the requirement names, e.g. `sigstore-public`.',
    causes: [
      'It was signed with a private instance of Sigstore.',
      'The name of the log in the policy is misspelt.',
    ],
    remedies: [SHOW, '`trustctl status` names the trust roots, whose logs can be required.'],
  },
  TC2105: {
    means:
      'Other files of this release are attested and this one is not. No earlier release of the line had an attestation for such a file, so nothing was lost.',
    expected: 'An attestation, as the other files of the release have one.',
    causes: [
      'Only some of the project’s builds attest: often the wheels, and not the source distribution.',
      'Somebody added a file to a release that was complete.',
    ],
    remedies: [
      'Take an attested file of the same release: `pip install --only-binary :all: NAME`.',
      'Ask the project to attest all of its files.',
    ],
  },
  TC2106: {
    means:
      'Two files of one release carry good attestations by different publishers. One release usually comes from one place.',
    expected: 'One publisher for all files of a release.',
    causes: [
      'The project builds some of its files in another workflow or repository.',
      'Somebody else added a file to the release.',
    ],
    remedies: [
      '`trustctl why NAME` names both publishers.',
      'When both are the project’s own: `trustctl trust accept NAME`.',
    ],
  },
  TC2204: {
    means:
      'The attestation is good, and by another publisher than the one that attested earlier releases of this line, or by a repository that took over a name under another numeric id.',
    expected: 'The repository and workflow that attested the releases before.',
    causes: [
      'The project moved to another repository, or renamed the workflow that publishes.',
      'Somebody else got hold of the project’s name or of its upload rights.',
    ],
    remedies: [
      'Look at the project’s own pages: do they speak of a move?',
      'When they do: `trustctl trust accept NAME` remembers the new publisher.',
      'Until then stay with the release before: `pip install NAME==VERSION`.',
    ],
  },
  TC2205: {
    means:
      'The attestation is good, and nobody is remembered for this project on this machine, so there is nothing to hold its publisher against. The policy wants a remembered one here.',
    expected: 'A publisher that was remembered before, or a rule that names one.',
    causes: [
      'The first installation of this project on this machine; in CI every machine is new.',
      'The store was lost or put aside.',
    ],
    remedies: [
      'Name the publisher in a rule: `trustctl policy suggest` writes it from what was seen.',
      'Or accept the one that attests it: `trustctl trust accept NAME`.',
    ],
  },
  TC2220: {
    means:
      'The signature is good and is about this file. It was made by another identity, another issuer or another key than `--identity`, `--issuer` or `--key` ask for.',
    expected: 'Exactly the identity and the issuer that were asked for, letter by letter, or the key.',
    causes: [
      'Somebody else signed the file.',
      'The identity names a branch or tag that the release was not made from, or another workflow.',
      'The issuer was written with a slash at its end, or without.',
    ],
    remedies: [
      'Compare what was found with what the project says about its releases.',
      'Do not copy the identity from the answer: that proves only that somebody signed.',
    ],
  },
}
