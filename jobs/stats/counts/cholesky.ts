/** Square matrices as rows one after another: entry (i, j) of a matrix of order n is at i·n + j. */

/**
 * The lower triangle L with L·Lᵀ = A of a symmetric positive definite matrix; only the lower triangle of A is read.
 * @throws RangeError where A is not positive definite
 */
export function choleskyFactor(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j] as number
      for (let k = 0; k < j; k++) sum -= (l[i * n + k] as number) * (l[j * n + k] as number)
      if (i !== j) l[i * n + j] = sum / (l[j * n + j] as number)
      else if (sum > 0) l[i * n + i] = Math.sqrt(sum)
      else throw new RangeError('the matrix is not positive definite')
    }
  }
  return l
}

/** The x with L·Lᵀ·x = b, given the factor L. */
export function choleskySolve(l: Float64Array, b: Float64Array): Float64Array {
  const n = b.length
  const x = b.slice()
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] = (x[i] as number) - (l[i * n + k] as number) * (x[k] as number)
    x[i] = (x[i] as number) / (l[i * n + i] as number)
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] = (x[i] as number) - (l[k * n + i] as number) * (x[k] as number)
    x[i] = (x[i] as number) / (l[i * n + i] as number)
  }
  return x
}

/** The inverse of L·Lᵀ, given the factor L. */
export function choleskyInverse(l: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    const unit = new Float64Array(n)
    unit[j] = 1
    inverse.set(choleskySolve(l, unit), j * n)
  }
  return inverse
}
