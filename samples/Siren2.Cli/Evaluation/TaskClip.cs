using Siren2.Resampling;

namespace Siren2.Cli.Evaluation;

/// <summary>A clip made ready for a task.</summary>
/// <param name="File">Name of its file.</param>
/// <param name="Reference">The original, at the task's rate.</param>
/// <param name="Input">The low-rate clip: all that a blind fit sees.</param>
internal sealed record TaskClip(string File, AudioClip Reference, AudioClip Input)
{
    /// <summary>
    /// Brings a clip to the task's rate, and from there to the low rate, each by the ideal decimator: a resampler's transition would
    /// leave the top of the reference empty. The reference ends where the low-rate clip does: at most one low-rate sample is cut off.
    /// </summary>
    public static TaskClip Prepare(string file, AudioClip clip, TaskRates rates)
    {
        AudioClip reference = clip.SampleRate == rates.Reference ? clip : Decimate(clip, rates.Reference).Decimated;
        (AudioClip source, AudioClip input) = Decimate(reference, rates.Input);
        return new TaskClip(file, source, input);
    }

    /// <summary>Decimates a clip, and cuts or extends it with silence to the length that the result stands for.</summary>
    private static (AudioClip Source, AudioClip Decimated) Decimate(AudioClip clip, int rate)
    {
        var projector = new MissingBandProjector(rate, clip.SampleRate, (int)((long)clip.Length * rate / clip.SampleRate));
        float[][] sources = new float[clip.ChannelCount][];
        float[][] decimated = new float[clip.ChannelCount][];
        for (int c = 0; c < sources.Length; c++)
        {
            sources[c] = new float[projector.OutputLength];
            clip.Channel(c)[..Math.Min(clip.Length, projector.OutputLength)].CopyTo(sources[c]);
            decimated[c] = new float[projector.InputLength];
            projector.Decimate(sources[c], decimated[c]);
        }

        return (new AudioClip(clip.SampleRate, sources), new AudioClip(rate, decimated));
    }
}
