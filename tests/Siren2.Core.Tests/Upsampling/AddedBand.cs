using Siren2.Core.Tests.Spectral;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>What a blind fit adds, and measures of it.</summary>
internal static class AddedBand
{
    public static AudioClip Upsample(AudioClip clip, int rate, double detail = 1) =>
        new Upsampler(new UpsamplerOptions { Detail = detail }).FitAndPredict(clip, rate).Audio;

    /// <summary>What an ideal decimator makes of a signal, upsampled again: the first channel, <c>[samples]</c>.</summary>
    public static float[] Restored(float[] truth, int lowRate, int rate, double detail = 1) =>
        Upsample(Decimated(truth, lowRate, rate), rate, detail).Channel(0).ToArray();

    public static AudioClip Decimated(float[] truth, int lowRate, int rate) =>
        Clips.Decimated(new AudioClip(rate, truth), lowRate, (int)((long)truth.Length * lowRate / rate));

    /// <summary>The result without its baseline, <c>[channels][samples]</c>.</summary>
    public static float[][] Of(AudioClip clip, int rate, double detail = 1)
    {
        UpsampleResult result = new Upsampler(new UpsamplerOptions { Detail = detail }).FitAndPredict(clip, rate);
        return [.. Enumerable.Range(0, clip.ChannelCount)
            .Select(c => result.Audio.Channel(c).ToArray().Zip(result.Baseline.Channel(c).ToArray(), (all, known) => all - known).ToArray())];
    }

    /// <summary>Mean square of some samples in decibels.</summary>
    public static double Level(float[] signal, int from, int to) =>
        BandPower.Decibels(signal[from..to].Average(sample => (double)sample * sample));

    /// <summary>By how many decibels the missing band is louder 6 ms after the middle of a signal than 6 ms before, in windows of 8 ms.</summary>
    public static double Rise(float[] signal, int lowRate, int rate)
    {
        double At(double seconds)
        {
            int start = (signal.Length / 2) + (int)((seconds - 0.004) * rate);
            return BandPower.Decibels(BandPower.Of(signal, rate, start, rate / 125, 0.55 * lowRate, 0.5 * rate));
        }

        return At(0.006) - At(-0.006);
    }

    /// <summary>
    /// Standard deviation of the log power of single bins of 2048 samples about its mean over 9 frames and 17 bins, in decibels, in the missing band.
    /// </summary>
    public static double Spread(float[] signal, int lowRate, int rate)
    {
        const int size = 2048;
        double[][] frames = [.. Enumerable.Range(0, ((signal.Length - size) / 512) + 1)
            .Select(f => Array.ConvertAll(BandPower.Density(signal, rate, 512 * f, size), BandPower.Decibels))];
        int first = (int)(0.5 * lowRate * size / rate) + 11;
        double sum = 0;
        int count = 0;
        for (int f = 4; f < frames.Length - 4; f++)
        {
            for (int k = first; k < (size / 2) - 11; k++)
            {
                double mean = Enumerable.Range(f - 4, 9).Average(frame => frames[frame].AsSpan(k - 8, 17).ToArray().Average());
                sum += Math.Pow(frames[f][k] - mean, 2);
                count++;
            }
        }

        return Math.Sqrt(sum / count);
    }

    /// <summary>By how many decibels the 500 Hz above the band edge are denser than those below, 100 Hz on either side left out.</summary>
    public static double StepAtEdge(float[] signal, int lowRate, int rate)
    {
        double edge = 0.5 * lowRate;
        return BandPower.Decibels(BandPower.Mean(signal, rate, edge + 100, edge + 600) / BandPower.Mean(signal, rate, edge - 600, edge - 100));
    }

    /// <summary>Power in the missing band of the second in the middle: all of it, and what lies within 4 Hz of multiples of a fundamental.</summary>
    public static (double Lines, double All) Harmonics(float[] signal, int lowRate, int rate, double fundamental)
    {
        double[] density = BandPower.Density(signal, rate, (signal.Length - rate) / 2, rate);
        int[] bins = [.. Enumerable.Range((lowRate / 2) + 1, ((rate - lowRate) / 2) - 2)];
        return (bins.Where(k => Math.Abs(k - (fundamental * Math.Round(k / fundamental))) <= 4).Sum(k => density[k]), bins.Sum(k => density[k]));
    }
}
