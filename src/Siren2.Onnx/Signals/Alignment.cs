using System.Numerics.Tensors;

namespace Siren2.Onnx.Signals;

/// <summary>By how many samples a network's output is late, and how much louder it is than its input.</summary>
/// <param name="Delay">Samples of the output, negative where it is early.</param>
/// <param name="Gain">Factor on the amplitude of the clip's own band; never 0.</param>
internal readonly record struct Alignment(int Delay, float Gain)
{
    /// <summary>Less correlation is that of signals that have nothing to do with each other: nothing is corrected then.</summary>
    private const double LeastCorrelation = 0.3;

    /// <summary>A lag at the end of the search counts a tenth less: of a tone, many lags are right.</summary>
    private const double FarLag = 0.1;

    /// <summary>Compares a network's output with what it was given, where that is loudest.</summary>
    /// <param name="known">The clip at the output's rate, <c>[samples]</c>.</param>
    /// <param name="output">The network's output, <c>[samples]</c>.</param>
    /// <param name="window">Samples that are compared.</param>
    /// <param name="delay">The delay where it is known; null to find it.</param>
    /// <param name="reach">How far it is looked for, in samples.</param>
    /// <param name="cancellationToken">Ends the search soon.</param>
    public static Alignment Find(
        ReadOnlySpan<float> known, ReadOnlySpan<float> output, int window, int? delay, int reach, CancellationToken cancellationToken)
    {
        int start = Loudest(known, window);
        ReadOnlySpan<float> excerpt = known.Slice(start, Math.Min(window, known.Length - start));
        (int first, int last) = delay is int told ? (told, told) : (-reach, reach);
        double best = 0;
        var found = new Alignment(delay ?? 0, 1);
        for (int lag = first; lag <= last; lag++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int from = Math.Max(0, -(start + lag));
            int to = Math.Min(excerpt.Length, output.Length - start - lag);
            if (from >= to)
            {
                continue;
            }

            ReadOnlySpan<float> part = excerpt[from..to];
            ReadOnlySpan<float> there = output.Slice(start + lag + from, to - from);

            // About their means: networks may give an offset, which the clip has not.
            double sum = TensorPrimitives.Sum(part);
            double sumThere = TensorPrimitives.Sum(there);
            double energy = TensorPrimitives.SumOfSquares(part) - (sum * sum / part.Length);
            double product = TensorPrimitives.Dot(part, there) - (sum * sumThere / part.Length);
            double variation = Math.Max(0, TensorPrimitives.SumOfSquares(there) - (sumThere * sumThere / part.Length));
            double weight = Math.Abs(product) * (1 - (FarLag * Math.Abs(lag) / Math.Max(1, reach)));
            if (energy > 0 && weight > best && Math.Abs(product) > LeastCorrelation * Math.Sqrt(energy * variation))
            {
                best = weight;
                found = new Alignment(lag, (float)(product / energy));
            }
        }

        return found;
    }

    /// <summary>The output, moved and scaled to fit the clip, zero where there is none.</summary>
    public float[] Apply(ReadOnlySpan<float> output)
    {
        float[] aligned = new float[output.Length];
        int from = Math.Clamp(Delay, 0, output.Length);
        int to = Math.Clamp(-Delay, 0, output.Length);
        int count = output.Length - Math.Max(from, to);
        TensorPrimitives.Divide(output.Slice(from, count), Gain, aligned.AsSpan(to, count));
        return aligned;
    }

    /// <summary>Where the loudest window begins, in steps of a quarter of it.</summary>
    private static int Loudest(ReadOnlySpan<float> signal, int window)
    {
        int best = 0;
        float most = -1;
        for (int start = 0; start == 0 || start + window <= signal.Length; start += Math.Max(1, window / 4))
        {
            float energy = TensorPrimitives.SumOfSquares(signal.Slice(start, Math.Min(window, signal.Length - start)));
            (best, most) = energy > most ? (start, energy) : (best, most);
        }

        return best;
    }
}
