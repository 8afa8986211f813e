using Siren2.Decimation;
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

    /// <summary>Brings a clip to the task's rate; the low-rate clip was made of it by somebody else.</summary>
    public static TaskClip Prepare(string file, AudioClip clip, TaskRates rates, AudioClip input)
    {
        AudioClip reference = clip.SampleRate == rates.Reference ? clip : Decimate(clip, rates.Reference).Decimated;
        return new TaskClip(file, Fit(reference, new SincResampler(input.SampleRate, rates.Reference).OutputLength(input.Length)), input);
    }

    /// <summary>Cuts a clip, or extends it with silence: resamplers disagree about the last sample.</summary>
    public static AudioClip Fit(AudioClip clip, int length)
    {
        float[][] channels = new float[clip.ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = new float[length];
            clip.Channel(c)[..Math.Min(clip.Length, length)].CopyTo(channels[c]);
        }

        return new AudioClip(clip.SampleRate, channels);
    }

    /// <summary>Decimates a clip, and cuts or extends it with silence to the length that the result stands for.</summary>
    private static (AudioClip Source, AudioClip Decimated) Decimate(AudioClip clip, int rate)
    {
        var projector = new MissingBandProjector(rate, clip.SampleRate, (int)((long)clip.Length * rate / clip.SampleRate));
        AudioClip source = Fit(clip, projector.OutputLength);
        float[][] decimated = new float[clip.ChannelCount][];
        for (int c = 0; c < decimated.Length; c++)
        {
            decimated[c] = new float[projector.InputLength];
            projector.Decimate(source.Channel(c), decimated[c]);
        }

        return (source, new AudioClip(rate, decimated));
    }
}
