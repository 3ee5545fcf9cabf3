import type { World } from './world.ts';

/** The configuration of an agent with one landing folder and one archive. */
export const ONE_ARCHIVE = (world: World) => `version = 1
state = "${world.at('agent')}"
[root.lab]
path = "${world.at('landing')}"
destinations = ["archive"]
quiet-seconds = 1
[destination.archive]
to = "${world.at('archive')}"
`;
