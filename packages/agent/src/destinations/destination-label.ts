import type { DestinationSpec } from './destination.ts';

/** A destination for people, also before it is open: no secret, and not the user, whose name is nobody's business. */
export function destinationLabel(spec: DestinationSpec): string {
  if (spec.kind === 'folder') return spec.path;
  if (spec.kind === 'sftp')
    return `sftp://${spec.host}${spec.port === 22 ? '' : `:${spec.port}`}${spec.path}`;
  const address = `s3://${spec.bucket}${spec.prefix === '' ? '' : `/${spec.prefix}`}`;
  return spec.endpoint === undefined ? address : `${address} at ${spec.endpoint}`;
}
