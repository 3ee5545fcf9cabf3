import { text } from './bytes.ts';
import type { PlannedFile } from './layouts/file.ts';
import type { SequencingRun } from './run.ts';
import { DOTNET_NAMESPACES, WINDOWS_XML, xmlDocument } from './xml.ts';

/** Settings, recipe and logs that the control software leaves beside the base calls; short, and of no consequence. */
export function configuration(run: SequencingRun): PlannedFile[] {
  const { markers, layout } = run.model;
  const file = (path: string, content: string): PlannedFile => ({ path, bytes: text(content) });
  const common = [file('Logs/CycleTimes.txt', 'Date\tTime\tBarcode\tCycle\tInfo\r\n')];

  if (markers === 'rta3') return [...common, file('RTA3.cfg', '[Processing]\nprocessorCount=48\n')];
  if (markers === 'rta4') return [...common, file('RTA.cfg', '[Processing]\nprocessorCount=48\n')];
  const settings = xmlDocument(
    'Configuration',
    { ...DOTNET_NAMESPACES, Processing: { FilterAndAlignCycle: 25, NumberOfThreads: 20 } },
    WINDOWS_XML,
  );
  return [
    ...common,
    file(
      'Config/Effective.cfg',
      '[System]\t\t\t\t;Settings of a simulated instrument\r\nSystemType = Simulated\r\n',
    ),
    file('Recipe/Recipe.xml', xmlDocument('RecipeFile', { Chemistry: 'Simulated' }, WINDOWS_XML)),
    file(layout === 'bcl' ? 'Data/Intensities/RTAConfiguration.xml' : 'RTAConfiguration.xml', settings),
  ];
}
