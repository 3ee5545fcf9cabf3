import { existsSync, readFileSync } from 'node:fs';

/** Noto Sans, of whose bytes those of every PDF depend: never a font of the machine. */
export function readFonts(): { readonly regular: Buffer; readonly bold: Buffer } {
  return {
    regular: font('400Regular', 'NotoSans_400Regular.ttf'),
    bold: font('700Bold', 'NotoSans_700Bold.ttf'),
  };
}

/** Beside the program, as the package has it; in a clone where npm put it. */
function font(folder: string, name: string): Buffer {
  const beside = new URL(`./fonts/${name}`, import.meta.url);
  const inPackage = () => new URL(import.meta.resolve(`@expo-google-fonts/noto-sans/${folder}/${name}`));
  return readFileSync(existsSync(beside) ? beside : inPackage());
}
