/** A file, or pasted rows, as it is sent once. The page reads the bytes only to send them; the server decodes. */
export interface ChosenFile {
  fileName: string | null
  contentBase64: string
}

const mostBytes = 45_000_000

export async function readFile(file: File): Promise<ChosenFile> {
  if (/\.(xlsx?|ods)$/i.test(file.name)) {
    throw new Error(
      'This is a spreadsheet, not a text file. In the spreadsheet, choose Save as, then CSV; or copy the rows and paste them below.',
    )
  }
  if (file.size > mostBytes) {
    throw new Error('This file is larger than 45 MB. Use the command line instead: npm run vigil -- import.')
  }
  return chosen(file.name, file)
}

export function readPasted(rows: string): Promise<ChosenFile> {
  return chosen(null, new Blob([rows]))
}

async function chosen(fileName: string | null, content: Blob): Promise<ChosenFile> {
  return { fileName, contentBase64: await toBase64(content) }
}

/** The browser's own encoder, which does not hold up the page. */
function toBase64(content: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ''))
    reader.onerror = () => reject(new Error('The file could not be read. Choose it again.'))
    reader.readAsDataURL(content)
  })
}
