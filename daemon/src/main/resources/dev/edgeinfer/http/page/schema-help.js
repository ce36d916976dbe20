// Tells what a key of the configuration is, by its schema (JSON Schema 2020-12).

/** What is known of one key. */
export class SchemaHelp {
  #schema;

  constructor(schema) {
    this.#schema = schema;
  }

  /**
   * The schemas that a path may have: one, or several where a key takes values of several kinds.
   *
   * @param path keys from the root, such as `['cameras', 'front', 'source']`
   */
  #at(path) {
    let found = [this.#schema];
    for (const key of path) {
      found = found.flatMap((schema) => this.#branches(schema)).flatMap((schema) => this.#member(schema, key));
    }
    return found.flatMap((schema) => this.#branches(schema));
  }

  #branches(schema) {
    const target = schema?.$ref ? { ...this.#resolve(schema.$ref), ...schema, $ref: undefined } : schema;
    if (!target || typeof target !== 'object') {
      return [];
    }
    const more = [...(target.oneOf ?? []), ...(target.anyOf ?? []), ...(target.allOf ?? [])];
    return [target, ...more.flatMap((each) => this.#branches(each))];
  }

  #resolve(reference) {
    return reference.replace(/^#\//, '').split('/').reduce((schema, part) => schema?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], this.#schema) ?? {};
  }

  #member(schema, key) {
    if (schema.properties?.[key]) {
      return [schema.properties[key]];
    }
    const pattern = Object.entries(schema.patternProperties ?? {}).find(([text]) => new RegExp(text, 'u').test(key));
    if (pattern) {
      return [pattern[1]];
    }
    return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
  }

  /** `{description, facts, keys}` of a path: what it is for, what it may be, which keys it has; null: nothing is known. */
  of(path) {
    const schemas = this.#at(path);
    if (schemas.length === 0) {
      return null;
    }
    const first = (name) => schemas.map((schema) => schema[name]).find((value) => value !== undefined);
    const facts = [];
    const choices = schemas.flatMap((schema) => schema.enum ?? (schema.const === undefined ? [] : [schema.const]));
    if (choices.length > 0) {
      facts.push(`one of ${[...new Set(choices)].join(', ')}`);
    }
    const [least, most] = [first('minimum'), first('maximum')];
    if (least !== undefined || most !== undefined) {
      facts.push(most === undefined ? `at least ${least}` : least === undefined ? `at most ${most}` : `${least} to ${most}`);
    }
    if (first('default') !== undefined) {
      facts.push(`${JSON.stringify(first('default'))} if nothing is said`);
    }
    const keys = schemas.flatMap((schema) => Object.keys(schema.properties ?? {}));
    return { description: first('description') ?? '', facts, keys: [...new Set(keys)] };
  }
}

/**
 * The path of the key that a line of YAML in block style is about; what stands in braces is part of the key before these.
 *
 * @param lines of the text
 * @param number of the line, from 0
 */
export function pathAt(lines, number) {
  const path = [];
  let indent = Infinity;
  for (let i = number; i >= 0; i -= 1) {
    const match = /^(\s*)(?:- +)?(?:"([^"]+)"|'([^']+)'|([^\s#'"[{][^:#]*?))\s*:(?:\s|$)/.exec(lines[i]);
    if (match && match[1].length < indent) {
      path.unshift(match[2] ?? match[3] ?? match[4]);
      indent = match[1].length;
    }
  }
  return path;
}
