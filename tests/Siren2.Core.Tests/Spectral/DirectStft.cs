namespace Siren2.Core.Tests.Spectral;

/// <summary>The definition of the short-time Fourier transform, in double precision, term by term: the oracle.</summary>
internal static class DirectStft
{
    public static (double[] Real, double[] Imaginary) Forward(float[] signal, int size, int hop, int windowLength, bool hann = true)
    {
        int frames = 1 + (signal.Length / hop);
        int bins = (size / 2) + 1;
        int offset = (size - windowLength) / 2;
        double[] cosine = [.. Enumerable.Range(0, size).Select(n => Math.Cos(2 * Math.PI * n / size))];
        double[] sine = [.. Enumerable.Range(0, size).Select(n => Math.Sin(2 * Math.PI * n / size))];
        double[] real = new double[frames * bins];
        double[] imaginary = new double[frames * bins];
        for (int frame = 0; frame < frames; frame++)
        {
            for (int n = 0; n < windowLength; n++)
            {
                double window = hann ? 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / windowLength)) : 1;
                double sample = window * Continued(signal, (frame * hop) + offset + n - (size / 2));
                for (int k = 0; k < bins; k++)
                {
                    int turn = k * (offset + n) % size;
                    real[(frame * bins) + k] += sample * cosine[turn];
                    imaginary[(frame * bins) + k] -= sample * sine[turn];
                }
            }
        }

        return (real, imaginary);
    }

    /// <summary>Walks into the mirror at either end as often as it takes.</summary>
    private static double Continued(float[] signal, int index)
    {
        int last = signal.Length - 1;
        while (last > 0 && (index < 0 || index > last))
        {
            index = index < 0 ? -index : (2 * last) - index;
        }

        return signal[last == 0 ? 0 : index];
    }
}
