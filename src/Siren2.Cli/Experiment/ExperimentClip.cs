using System.Numerics.Tensors;
using Siren2.Resampling;

namespace Siren2.Cli.Experiment;

/// <summary>
/// A clip by the protocol of the original experiment: brought to 22,050 Hz, taken down to 5,512 Hz and restored, all by the Fourier
/// method over the whole clip. Several channels are mixed to one.
/// </summary>
/// <param name="File">Name of its file.</param>
/// <param name="Reference">The original at 22,050 Hz, <c>[samples]</c>.</param>
/// <param name="Low">The low-rate clip, <c>[⌊samples · 5,512 / 22,050⌋]</c>.</param>
/// <param name="Sinc">The low-rate clip restored by the Fourier method, <c>[samples]</c>.</param>
internal sealed record ExperimentClip(string File, float[] Reference, float[] Low, float[] Sinc)
{
    /// <summary>Rate of the original, in hertz.</summary>
    public const int Rate = 22_050;

    /// <summary>Rate that it is taken down to, in hertz.</summary>
    public const int LowRate = 5_512;

    /// <summary>Low-rate samples per sample: the quotient of the lengths, which is only nearly that of the rates.</summary>
    public double LowPerSample => (double)Low.Length / Reference.Length;

    /// <summary>Prepares a clip.</summary>
    /// <exception cref="CommandException">The clip is too short or too long.</exception>
    public static ExperimentClip Prepare(string file, AudioClip clip)
    {
        float[] mono = Mix(clip);
        float[] reference = FourierResampler.Resample(mono, Math.Max(1, Scaled(mono.Length, Rate, clip.SampleRate)));

        // Siren2 is told the lengths as rates, so that both clips last exactly as long.
        if (reference.Length is < 4 or > AudioClip.MaximumSampleRate)
        {
            throw new CommandException(
                $"'{file}' has {reference.Length} samples at {Rate} Hz; the experiment takes clips of 4 to {AudioClip.MaximumSampleRate}");
        }

        float[] low = FourierResampler.Resample(reference, Scaled(reference.Length, LowRate, Rate));
        return new ExperimentClip(file, reference, low, FourierResampler.Resample(low, reference.Length));
    }

    /// <summary>The low-rate clip interpolated linearly; its first and last samples are held.</summary>
    /// <param name="centered">
    /// Whether samples count as the centers of intervals, as in PyTorch's <c>interpolate</c> by default: sample n then lies at
    /// (n + ½)·M/N − ½, and everything comes (1 − M/N)/2 low-rate samples late. Otherwise at n·M/N, in time with sinc.
    /// </param>
    public float[] InterpolateLinearly(bool centered)
    {
        double shift = centered ? 0.5 * (LowPerSample - 1) : 0;
        float[] result = new float[Reference.Length];
        for (int i = 0; i < result.Length; i++)
        {
            double position = Math.Max(0, (i * LowPerSample) + shift);
            int left = Math.Min((int)position, Low.Length - 1);
            int right = Math.Min(left + 1, Low.Length - 1);
            result[i] = (float)(Low[left] + ((position - left) * (Low[right] - Low[left])));
        }

        return result;
    }

    private static int Scaled(int length, int rate, int ofRate) => (int)((long)length * rate / ofRate);

    private static float[] Mix(AudioClip clip)
    {
        float[] mono = clip.Channel(0).ToArray();
        for (int c = 1; c < clip.ChannelCount; c++)
        {
            TensorPrimitives.Add(mono, clip.Channel(c), mono);
        }

        TensorPrimitives.Divide(mono, clip.ChannelCount, mono);
        return mono;
    }
}
