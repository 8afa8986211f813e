using System.Numerics.Tensors;
using Siren2.Resampling;

namespace Siren2.Fitting;

/// <summary>A clip beside its baseline at the output rate, channel by channel, with the projector onto the band between them.</summary>
internal sealed class ClipBaseline
{
    private readonly float[] _peaks;

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
        _peaks = Array.ConvertAll(Channels, Peak);
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

    /// <summary>What the network of a segment sees of a channel.</summary>
    public SegmentSource Source(int channel, Segment segment) =>
        new(Inputs[channel], Channels[channel], segment, InputPerOutput, _peaks[channel]);

    /// <summary>The largest magnitude, and at least full scale.</summary>
    private static float Peak(float[] channel) =>
        channel.Length == 0 ? 1 : Math.Max(1, Math.Abs(TensorPrimitives.MaxMagnitude<float>(channel)));
}
