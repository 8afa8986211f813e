namespace Siren2.Metrics.SpeechBands;

/// <summary>The framing of STOI: 256 samples at 10 kHz, hop 128, Hann window without its zeros.</summary>
internal static class SpeechFrames
{
    public const int Length = 256;
    public const int Hop = 128;

    private const double DynamicRangeInDecibels = 40;

    /// <summary>The window, <c>sin²(π(n + 1) / 257)</c>.</summary>
    public static double[] Window { get; } = CreateWindow();

    /// <summary>
    /// Frames in a signal; a frame that would end exactly with the signal does not count, as in the reference code.
    /// </summary>
    public static int Count(int samples) => Math.Max(0, (samples - Length + Hop - 1) / Hop);

    /// <summary>
    /// Drops the frames in which the reference is more than 40 dB below its loudest frame, from both signals, and adds the
    /// windowed rest up again without gaps.
    /// </summary>
    /// <returns>Both signals, or null where the reference has no frame or is silent.</returns>
    public static (double[] Reference, double[] Estimate)? RemoveSilence(double[] reference, double[] estimate)
    {
        int count = Count(reference.Length);
        var levels = new double[count];
        for (int frame = 0; frame < count; frame++)
        {
            levels[frame] = Energy(reference.AsSpan(frame * Hop, Length));
        }

        double loudest = count == 0 ? 0 : levels.Max();
        if (loudest == 0)
        {
            return null;
        }

        double threshold = loudest * Math.Pow(10, -DynamicRangeInDecibels / 10);
        int[] active = [.. Enumerable.Range(0, count).Where(frame => levels[frame] > threshold)];
        return (Join(reference, active), Join(estimate, active));
    }

    private static double Energy(ReadOnlySpan<double> frame)
    {
        double energy = 0;
        for (int n = 0; n < Length; n++)
        {
            double sample = Window[n] * frame[n];
            energy += sample * sample;
        }

        return energy;
    }

    private static double[] Join(double[] samples, int[] frames)
    {
        var joined = new double[((frames.Length - 1) * Hop) + Length];
        for (int i = 0; i < frames.Length; i++)
        {
            for (int n = 0; n < Length; n++)
            {
                joined[(i * Hop) + n] += Window[n] * samples[(frames[i] * Hop) + n];
            }
        }

        return joined;
    }

    private static double[] CreateWindow()
    {
        var window = new double[Length];
        for (int n = 0; n < Length; n++)
        {
            double sine = Math.Sin(Math.PI * (n + 1) / (Length + 1));
            window[n] = sine * sine;
        }

        return window;
    }
}
