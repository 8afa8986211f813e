using Siren2.Resampling;

namespace Siren2.Fitting;

/// <summary>A clip beside its baseline at the output rate, channel by channel, with the projector onto the band between them.</summary>
internal sealed class ClipBaseline
{
    public ClipBaseline(AudioClip clip, int outputRate, SincQuality quality)
    {
        Clip = clip;
        Projector = clip.Length == 0 ? null : new MissingBandProjector(clip.SampleRate, outputRate, clip.Length);
        var resampler = new SincResampler(clip.SampleRate, outputRate, quality);
        Inputs = new float[clip.ChannelCount][];
        Channels = new float[clip.ChannelCount][];
        for (int c = 0; c < Channels.Length; c++)
        {
            Inputs[c] = clip.Channel(c).ToArray();
            Channels[c] = SincBaseline.Compute(Inputs[c], resampler, Projector);
        }

        OutputRate = outputRate;
    }

    public AudioClip Clip { get; }

    public int OutputRate { get; }

    public int OutputLength => Channels[0].Length;

    public float[][] Inputs { get; }

    /// <summary>The baseline, <c>[channel][samples]</c>.</summary>
    public float[][] Channels { get; }

    /// <summary>Null for an empty clip.</summary>
    public MissingBandProjector? Projector { get; }

    public double InputPerOutput => (double)Clip.SampleRate / OutputRate;
}
