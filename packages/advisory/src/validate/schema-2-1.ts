import ajv from '@secvisogram/csaf-validator-lib/csaf_2_1/csafAjv.js';
import schema from '@secvisogram/csaf-validator-lib/csaf_2_1/schemaTests/csaf_2_1/schema.js';

/**
 * The library's schema of CSAF 2.1, which is of an earlier draft, brought to the third committee specification draft (29 July 2026): product paths in
 * place of relationships, a qualitative rating, lower-case hashes and purls. Of extensions and of SSVC 2 only the outer form is checked.
 */
export const csaf_2_1: CsafValidatorLib.DocumentTest = document => {
  const isValid = validate(document);
  return { isValid, errors: validate.errors ?? [] };
};

const ID = { $ref: '#/$defs/product_id_t' };
const RELATIONS = [
  'default_component_of',
  'external_component_of',
  'installed_on',
  'installed_with',
  'optional_component_of',
];
const EXTENSIONS = { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'object' } };
const HASHES = '/$defs/full_product_name_t/properties/product_identification_helper/properties/hashes';
const HELPER = '/$defs/full_product_name_t/properties/product_identification_helper/properties';
const VULNERABILITY = '/properties/vulnerabilities/items/properties';

/** JSON pointer to what stands there in the draft; undefined: nothing. */
const CHANGES: Readonly<Record<string, unknown>> = {
  '/$id': undefined,
  '/$defs/extensions_t': EXTENSIONS,
  '/$defs/full_product_name_t/properties/x_extensions': { $ref: '#/$defs/extensions_t' },
  '/$defs/branches_t/items/properties/category/enum': [
    'architecture',
    'host_name',
    'language',
    'patch_level',
    'platform',
    'product_family',
    'product_name',
    'product_version',
    'product_version_range',
    'service_pack',
    'specification',
    'vendor',
  ],
  [`${HASHES}/uniqueItems`]: true,
  [`${HASHES}/items/properties/file_hashes/uniqueItems`]: true,
  [`${HASHES}/items/properties/file_hashes/items/properties/algorithm/pattern`]: '^[0-9a-z][0-9a-z-]*$',
  [`${HASHES}/items/properties/file_hashes/items/properties/value/pattern`]: '^[0-9a-f]{32,}$',
  [`${HELPER}/purls/items/pattern`]: '^pkg:[a-z][a-z0-9\\.\\-]*\\/.+',
  [`${HELPER}/sbom_urls/uniqueItems`]: true,
  [`${HELPER}/skus/uniqueItems`]: true,
  [`${HELPER}/x_generic_uris/uniqueItems`]: true,
  '/properties/x_extensions': { $ref: '#/$defs/extensions_t' },
  '/properties/document/properties/x_extensions': { $ref: '#/$defs/extensions_t' },
  '/properties/product_tree/properties/relationships': undefined,
  '/properties/product_tree/properties/product_paths': {
    type: 'array',
    minItems: 1,
    items: {
      type: 'object',
      required: ['beginning_product_reference', 'full_product_name', 'subpaths'],
      additionalProperties: false,
      properties: {
        beginning_product_reference: ID,
        full_product_name: { $ref: '#/$defs/full_product_name_t' },
        subpaths: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            required: ['category', 'next_product_reference'],
            additionalProperties: false,
            properties: { category: { type: 'string', enum: RELATIONS }, next_product_reference: ID },
          },
        },
      },
    },
  },
  [`${VULNERABILITY}/x_extensions`]: { $ref: '#/$defs/extensions_t' },
  [`${VULNERABILITY}/ids/items/properties/group_ids`]: { $ref: '#/$defs/product_groups_t' },
  [`${VULNERABILITY}/ids/items/properties/product_ids`]: { $ref: '#/$defs/products_t' },
  [`${VULNERABILITY}/metrics/items/properties/content/properties/ssvc_v1`]: undefined,
  [`${VULNERABILITY}/metrics/items/properties/content/properties/ssvc_v2`]: {
    type: 'object',
    required: ['schemaVersion', 'selections', 'timestamp'],
  },
  [`${VULNERABILITY}/metrics/items/properties/content/properties/qualitative_severity_rating`]: {
    type: 'string',
    enum: ['critical', 'high', 'low', 'medium', 'none'],
  },
  [`${VULNERABILITY}/metrics/items/properties/content/properties/x_extensions`]: {
    $ref: '#/$defs/extensions_t',
  },
};

/** `value` with `to` at the place that the steps lead to. */
function withChange(value: unknown, [step, ...rest]: readonly string[], to: unknown): unknown {
  if (step === undefined) return to;
  const members = new Map(Object.entries(value ?? {}));
  const changed = withChange(members.get(step), rest, to);
  if (changed === undefined) members.delete(step);
  else members.set(step, changed);
  return Object.fromEntries(members);
}

const validate = ajv.compile(
  Object.entries(CHANGES).reduce(
    (value: unknown, [pointer, to]) => withChange(value, pointer.split('/').slice(1), to),
    schema,
  ),
);
