// A training's request as a tree, looked at and changed by names with dots.

/** What the field has; undefined where it is not said. */
export const at = (tree, field) => field.split(".").reduce((node, name) => node?.[name], tree);

/** The same tree with the field changed; undefined takes it away, and what is empty then with it. */
export function changed(tree, field, value) {
  const [name, ...rest] = field.split(".");
  const next = rest.length === 0 ? value : changed(tree[name] ?? {}, rest.join("."), value);
  const empty = next === undefined || (rest.length > 0 && Object.keys(next).length === 0);
  const { [name]: _, ...others } = tree;
  return empty ? others : { ...tree, [name]: next };
}

const OF_A_SET = ["id", "augmentations", "seed"];

/**
 * What a request has to say to get such a training again: without what is null or tells of others. Of a data set that was
 * sent it has the id, since all else follows from it.
 */
export function plain(spec) {
  const { resumeFrom: _, parent: __, promotedBy: ___, ...request } = spec;
  const said = withoutNulls(request);
  const { dataset } = said;
  return dataset?.id
    ? { ...said, dataset: Object.fromEntries(Object.entries(dataset).filter(([name]) => OF_A_SET.includes(name))) }
    : said;
}

function withoutNulls(node) {
  if (node === null || typeof node !== "object" || Array.isArray(node)) {
    return node;
  }
  const kept = Object.entries(node)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, withoutNulls(value)])
    .filter(([, value]) => !(value && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0));
  return Object.fromEntries(kept);
}
