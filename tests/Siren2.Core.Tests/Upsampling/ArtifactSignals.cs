using Siren2.Core.Tests.MissingBand;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>Sounds on which artifacts are easily heard and measured.</summary>
internal static class ArtifactSignals
{
    /// <summary>All partials of a sawtooth below a frequency in hertz.</summary>
    public static float[] Sawtooth(int length, int sampleRate, double fundamental, double highest)
    {
        float[] signal = new float[length];
        for (int i = 0; i < length; i++)
        {
            double sum = 0;
            for (int k = 1; k * fundamental < highest; k++)
            {
                sum += Math.Sin(2 * Math.PI * (k * fundamental * i / sampleRate % 1)) / k;
            }

            signal[i] = (float)(0.2 * sum);
        }

        return signal;
    }

    /// <summary>One second of silence with a drum in its middle: a tone of 180 Hz and a burst of noise.</summary>
    public static float[] Drum(int sampleRate)
    {
        float[] drum = Burst(sampleRate, 0);
        for (int i = drum.Length / 2; i < drum.Length; i++)
        {
            double t = (i - (drum.Length / 2)) / (double)sampleRate;
            drum[i] += (float)(0.4 * Math.Sin(2 * Math.PI * 180 * t) * Math.Exp(-t / 0.1));
        }

        return drum;
    }

    /// <summary>One second of noise at a level with a burst of noise in its middle, at 0.15, that decays over 30 ms.</summary>
    public static float[] Burst(int sampleRate, double floor)
    {
        float[] signal = Signals.Noise(sampleRate, floor, 6);
        float[] noise = Signals.Noise(sampleRate, 0.15, 5);
        int onset = sampleRate / 2;
        for (int i = onset; i < sampleRate; i++)
        {
            double t = (i - onset) / (double)sampleRate;
            signal[i] += (float)(Math.Min(1, t / 0.0005) * Math.Exp(-t / 0.03) * noise[i]);
        }

        return signal;
    }
}
