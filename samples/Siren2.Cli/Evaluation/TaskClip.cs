using Siren2.Cli.Clips;
using Siren2.Resampling;

namespace Siren2.Cli.Evaluation;

/// <summary>A clip made ready for a task.</summary>
/// <param name="File">Name of its file.</param>
/// <param name="Reference">The original, at the task's rate.</param>
/// <param name="Input">The low-rate clip: all that a blind fit sees.</param>
internal sealed record TaskClip(string File, AudioClip Reference, AudioClip Input)
{
    /// <summary>
    /// Brings a clip to the task's rate by the best resampler, and from there to the low rate by the ideal decimator. The reference
    /// ends where the low-rate clip does: at most one low-rate sample is cut off.
    /// </summary>
    public static TaskClip Prepare(string file, AudioClip clip, TaskRates rates)
    {
        AudioClip whole = new SincResampler(clip.SampleRate, rates.Reference, SincQuality.VeryHigh).Resample(clip);
        var projector = new MissingBandProjector(rates.Input, rates.Reference, rates.InputLength(whole.Length));
        AudioClip reference = ClipPair.Cut(whole, projector.OutputLength);
        var channels = new float[clip.ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = new float[projector.InputLength];
            projector.Decimate(reference.Channel(c), channels[c]);
        }

        return new TaskClip(file, reference, new AudioClip(rates.Input, channels));
    }
}
