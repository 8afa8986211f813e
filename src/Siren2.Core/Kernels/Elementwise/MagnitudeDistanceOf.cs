using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Elementwise;

/// <summary><see cref="MagnitudeDistance"/> for one vector width.</summary>
internal sealed unsafe class MagnitudeDistance<TOps, TVector> : MagnitudeDistance
    where TOps : struct, ISimdVector<TVector>
    where TVector : unmanaged
{
    /// <summary>Bins that are summed in single precision before they join the total in double precision.</summary>
    private const int SumBlock = 32;

    private const uint SignBit = 0x80000000;

    public override double Magnitudes(float* spectra, float* magnitudes, int bins, int frames, float floor)
    {
        int lanes = TOps.Count;
        TVector least = TOps.Broadcast(floor);
        double total = 0;
        for (int block = 0; block < bins; block += SumBlock)
        {
            TVector sum = TOps.Broadcast(0f);
            for (int k = block; k < Math.Min(bins, block + SumBlock); k++)
            {
                TVector power = TOps.Max(least, Power(spectra + (2 * k * lanes)));
                sum = TOps.Add(sum, power);
                TOps.Store(TOps.SquareRoot(power), magnitudes + (k * lanes));
            }

            total += Sum(sum, frames);
        }

        return total;
    }

    public override (double Squared, double Logarithmic) Compare(
        float* spectra, float* magnitudes, int bins, float floor, Span<float> workspace)
    {
        // Σ|ln M − ln Y| = Σ ln(max/min): two ratios, each at least 1, share one logarithm. Their product stays finite
        // while no magnitude exceeds 10¹⁹ times the floor's root.
        int lanes = TOps.Count;
        Span<float> ratios = workspace[..((bins + 1) / 2 * lanes)];
        TVector least = TOps.Broadcast(floor);
        double total = 0;
        fixed (float* ratio = ratios)
        {
            for (int block = 0; block < bins; block += SumBlock)
            {
                TVector sum = TOps.Broadcast(0f);
                int end = Math.Min(bins, block + SumBlock);
                int k = block;
                for (; k + 1 < end; k += 2)
                {
                    TVector first = CompareBin(spectra + (2 * k * lanes), magnitudes + (k * lanes), least, ref sum);
                    TVector second = CompareBin(
                        spectra + (2 * (k + 1) * lanes), magnitudes + ((k + 1) * lanes), least, ref sum);
                    TOps.Store(TOps.Multiply(first, second), ratio + (k / 2 * lanes));
                }

                if (k < end)
                {
                    TVector last = CompareBin(spectra + (2 * k * lanes), magnitudes + (k * lanes), least, ref sum);
                    TOps.Store(last, ratio + (k / 2 * lanes));
                }

                total += Sum(sum, lanes);
            }
        }

        TensorPrimitives.Log(ratios, ratios);
        double logarithmic = 0;
        for (int start = 0; start < ratios.Length; start += SumBlock * lanes)
        {
            logarithmic += TensorPrimitives.Sum<float>(ratios.Slice(start, Math.Min(SumBlock * lanes, ratios.Length - start)));
        }

        return (total, logarithmic);
    }

    public override void Gradient(
        float* spectra, float* magnitudes, int bins, float floor, float squaredWeight, float logarithmicWeight)
    {
        int lanes = TOps.Count;
        TVector zero = TOps.Broadcast(0f);
        TVector one = TOps.Broadcast(1f);
        TVector least = TOps.Broadcast(floor);
        TVector squared = TOps.Broadcast(squaredWeight);
        TVector logarithmic = TOps.Broadcast(logarithmicWeight);
        for (int k = 0; k < bins; k++, spectra += 2 * lanes, magnitudes += lanes)
        {
            TVector real = TOps.Load(spectra);
            TVector imaginary = TOps.Load(spectra + lanes);
            TVector power = TOps.MultiplyAdd(real, real, TOps.Multiply(imaginary, imaginary));
            TVector floored = TOps.Max(least, power);
            TVector magnitude = TOps.SquareRoot(floored);
            TVector inverse = TOps.Divide(one, magnitude);
            TVector difference = TOps.Subtract(magnitude, TOps.Load(magnitudes));
            TVector bySign = TOps.Xor(
                TOps.Multiply(logarithmic, TOps.Multiply(inverse, inverse)), TOps.And(difference, SignBit));
            TVector factor = TOps.MultiplyAdd(TOps.Multiply(squared, difference), inverse, bySign);
            factor = TOps.Select(difference, zero, factor);
            factor = TOps.Select(TOps.Subtract(floored, power), factor, zero);
            TOps.Store(TOps.Multiply(factor, real), spectra);
            TOps.Store(TOps.Multiply(factor, imaginary), spectra + lanes);
        }
    }

    private static TVector CompareBin(float* spectra, float* magnitudes, TVector least, ref TVector sum)
    {
        TVector magnitude = TOps.SquareRoot(TOps.Max(least, Power(spectra)));
        TVector other = TOps.Load(magnitudes);
        TVector difference = TOps.Subtract(magnitude, other);
        sum = TOps.MultiplyAdd(difference, difference, sum);
        return TOps.Divide(TOps.Max(magnitude, other), TOps.Min(magnitude, other));
    }

    private static TVector Power(float* spectra)
    {
        TVector real = TOps.Load(spectra);
        TVector imaginary = TOps.Load(spectra + TOps.Count);
        return TOps.MultiplyAdd(real, real, TOps.Multiply(imaginary, imaginary));
    }

    private static double Sum(TVector vector, int lanes)
    {
        ReadOnlySpan<float> values = MemoryMarshal.Cast<TVector, float>(MemoryMarshal.CreateReadOnlySpan(ref vector, 1));
        double sum = 0;
        for (int lane = 0; lane < lanes; lane++)
        {
            sum += values[lane];
        }

        return sum;
    }
}
