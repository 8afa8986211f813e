using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Fft;

/// <summary>
/// The step between the transform of a complex sequence of half the size and that of the real frame whose samples are
/// its real and imaginary parts in turn, and the transpose of that step. Both may work in place.
/// </summary>
internal static unsafe class RealSpectra<TOps, TVector>
    where TOps : struct, ISimdVector<TVector>
    where TVector : unmanaged
{
    /// <summary>
    /// From the transform Z of z[j] = x[2j] + i·x[2j+1] to that of x. With H = size/2, θ = 2πk/size,
    /// E = ½(Z[k] + conj Z[H−k]) and O = ½(Z[k] − conj Z[H−k])/i are the transforms of the even and the odd samples;
    /// X[k] = E + exp(−iθ)·O and X[H−k] = conj(E − exp(−iθ)·O).
    /// </summary>
    public static void Split(float* source, float* spectra, float* twiddles, int half)
    {
        int lanes = TOps.Count;
        TVector zero = TOps.Broadcast(0f);
        TVector oneHalf = TOps.Broadcast(0.5f);
        TVector real = TOps.Load(source);
        TVector imaginary = TOps.Load(source + lanes);
        twiddles += 2;
        for (int k = 1; k <= half / 2; k++, twiddles += 2)
        {
            nint low = 2 * (nint)k * lanes;
            nint high = 2 * (nint)(half - k) * lanes;
            TVector lowReal = TOps.Multiply(oneHalf, TOps.Load(source + low));
            TVector lowImaginary = TOps.Multiply(oneHalf, TOps.Load(source + low + lanes));
            TVector highReal = TOps.Multiply(oneHalf, TOps.Load(source + high));
            TVector highImaginary = TOps.Multiply(oneHalf, TOps.Load(source + high + lanes));
            TVector cosine = TOps.Broadcast(twiddles[0]);
            TVector sine = TOps.Broadcast(twiddles[1]);
            TVector evenReal = TOps.Add(lowReal, highReal);
            TVector evenImaginary = TOps.Subtract(lowImaginary, highImaginary);
            TVector oddReal = TOps.Add(lowImaginary, highImaginary);
            TVector oddImaginary = TOps.Subtract(highReal, lowReal);
            TVector turnedReal = TOps.MultiplyAdd(sine, oddImaginary, TOps.Multiply(cosine, oddReal));
            TVector turnedImaginary = TOps.NegateMultiplyAdd(sine, oddReal, TOps.Multiply(cosine, oddImaginary));
            TOps.Store(TOps.Subtract(evenReal, turnedReal), spectra + high);
            TOps.Store(TOps.Subtract(turnedImaginary, evenImaginary), spectra + high + lanes);
            TOps.Store(TOps.Add(evenReal, turnedReal), spectra + low);
            TOps.Store(TOps.Add(evenImaginary, turnedImaginary), spectra + low + lanes);
        }

        nint last = 2 * (nint)half * lanes;
        TOps.Store(TOps.Add(real, imaginary), spectra);
        TOps.Store(zero, spectra + lanes);
        TOps.Store(TOps.Subtract(real, imaginary), spectra + last);
        TOps.Store(zero, spectra + last + lanes);
    }

    /// <summary>
    /// The transpose of <see cref="Split"/>: with E = ½(X[k] + conj X[H−k]) and U = ½·exp(iθ)·(X[k] − conj X[H−k]),
    /// Z[k] = E + i·U and Z[H−k] = conj E + i·conj U.
    /// </summary>
    public static void Merge(float* spectra, float* destination, float* twiddles, int half, float edgeWeight)
    {
        int lanes = TOps.Count;
        TVector edge = TOps.Broadcast(edgeWeight);
        TVector oneHalf = TOps.Broadcast(0.5f);
        TVector first = TOps.Multiply(edge, TOps.Load(spectra));
        TVector last = TOps.Multiply(edge, TOps.Load(spectra + (2 * (nint)half * lanes)));
        twiddles += 2;
        for (int k = 1; k <= half / 2; k++, twiddles += 2)
        {
            nint low = 2 * (nint)k * lanes;
            nint high = 2 * (nint)(half - k) * lanes;
            TVector lowReal = TOps.Multiply(oneHalf, TOps.Load(spectra + low));
            TVector lowImaginary = TOps.Multiply(oneHalf, TOps.Load(spectra + low + lanes));
            TVector highReal = TOps.Multiply(oneHalf, TOps.Load(spectra + high));
            TVector highImaginary = TOps.Multiply(oneHalf, TOps.Load(spectra + high + lanes));
            TVector cosine = TOps.Broadcast(twiddles[0]);
            TVector sine = TOps.Broadcast(twiddles[1]);
            TVector evenReal = TOps.Add(lowReal, highReal);
            TVector evenImaginary = TOps.Subtract(lowImaginary, highImaginary);
            TVector differenceReal = TOps.Subtract(lowReal, highReal);
            TVector differenceImaginary = TOps.Add(lowImaginary, highImaginary);
            TVector turnedReal = TOps.NegateMultiplyAdd(sine, differenceImaginary, TOps.Multiply(cosine, differenceReal));
            TVector turnedImaginary = TOps.MultiplyAdd(sine, differenceReal, TOps.Multiply(cosine, differenceImaginary));
            TOps.Store(TOps.Add(evenReal, turnedImaginary), destination + high);
            TOps.Store(TOps.Subtract(turnedReal, evenImaginary), destination + high + lanes);
            TOps.Store(TOps.Subtract(evenReal, turnedImaginary), destination + low);
            TOps.Store(TOps.Add(evenImaginary, turnedReal), destination + low + lanes);
        }

        TOps.Store(TOps.Add(first, last), destination);
        TOps.Store(TOps.Subtract(first, last), destination + lanes);
    }
}
