/** Text in XML 1.0: what the standard does not allow is named, so that a reader takes the whole file. */

/** Characters that XML 1.0 has no form for. Source: XML 1.0, fifth edition, production 2. */
// biome-ignore lint: control characters are the point
const notInXml = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Text of an element or an attribute in double quotes. */
export function xmlText(text: string): string {
  return text
    .replace(notInXml, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Attributes with a blank before each. */
export function xmlAttributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}
