using Siren2.Spectral;

namespace Siren2.Training;

/// <summary>
/// Finds where a recording was cut off: by its sample rate, a codec, or a lower rate before. Nothing above may be taught as silence. A sound
/// that fades out by itself has no cliff, and its empty top is the truth.
/// </summary>
internal static class CutOff
{
    private const int Size = 512;
    private const int Hop = 1024;
    private const double LowestCliff = 3000;

    /// <summary>Of the Nyquist frequency: resamplers and converters end a little below it.</summary>
    private const double Guard = 0.96;

    /// <summary>Height of a cliff in nepers of power: 20 dB, between 600 Hz below it and all above.</summary>
    private const double Height = 4.6;
    private const double BelowWidth = 600;
    private const double Gap = 300;

    /// <summary>The frequency in hertz up to which a recording is whole.</summary>
    public static double Find(ReadOnlySpan<float> signal, int sampleRate)
    {
        double[] loud = LoudSpectrum(signal);
        double bin = (double)sampleRate / Size;
        double nyquist = Guard * 0.5 * sampleRate;
        double[] above = new double[loud.Length + 1];
        above[^1] = double.NegativeInfinity;
        for (int k = loud.Length - 1; k >= 0; k--)
        {
            above[k] = Math.Max(above[k + 1], loud[k]);
        }

        for (int k = (int)(LowestCliff / bin); k < (int)(nyquist / bin); k++)
        {
            int first = Math.Max(0, k - (int)Math.Ceiling(BelowWidth / bin));
            double below = double.PositiveInfinity;
            for (int i = first; i < k; i++)
            {
                below = Math.Min(below, loud[i]);
            }

            int beyond = Math.Min(loud.Length, k + (int)Math.Ceiling(Gap / bin));
            if (beyond < loud.Length && below - above[beyond] > Height)
            {
                return Math.Min(nyquist, k * bin);
            }
        }

        return nyquist;
    }

    /// <summary>The level that each bin exceeds in a twentieth of the frames.</summary>
    private static double[] LoudSpectrum(ReadOnlySpan<float> signal)
    {
        var transform = new ShortTimeFourierTransform(signal.Length, Size, Hop);
        float[] power = new float[transform.Frames * transform.Bins];
        transform.Power(signal, power);
        double[] loud = new double[transform.Bins];
        float[] column = new float[transform.Frames];
        for (int k = 0; k < loud.Length; k++)
        {
            for (int t = 0; t < column.Length; t++)
            {
                column[t] = power[(t * loud.Length) + k];
            }

            Array.Sort(column);
            loud[k] = Math.Log(column[(int)(0.95 * (column.Length - 1))] + 1e-20);
        }

        return loud;
    }
}
