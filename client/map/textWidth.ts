let drawing: CanvasRenderingContext2D | null | undefined

/** How wide a line of words is drawn in the page's letters, pixels. */
export function textWidth(words: string, font: `${number} ${number}px`) {
  drawing ??= document.createElement('canvas').getContext('2d')
  if (!drawing) return words.length * 8
  drawing.font = `${font} ${getComputedStyle(document.body).fontFamily}`
  return drawing.measureText(words).width
}
