using System.Numerics.Tensors;
using Siren2.Resampling;

namespace Siren2;

/// <summary>A clip with the networks that were fitted to it, ready to be rendered at any rate.</summary>
public sealed class FittedClip
{
    private readonly float[][] _corrections;

    internal FittedClip(AudioClip clip, AudioClip baseline, float[][] corrections, UpsampleReport report)
    {
        Clip = clip;
        Baseline = baseline;
        Report = report;
        _corrections = corrections;
    }

    /// <summary>The low-rate clip.</summary>
    public AudioClip Clip { get; }

    /// <summary>Windowed-sinc interpolation of <see cref="Clip"/> at the rate of the fit.</summary>
    public AudioClip Baseline { get; }

    /// <summary>How the fit went.</summary>
    public UpsampleReport Report { get; }

    /// <summary>The result at the rate of the fit: baseline plus correction.</summary>
    public AudioClip Render()
    {
        float[][] channels = new float[Clip.ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = new float[Baseline.Length];
            TensorPrimitives.Add(Baseline.Channel(c), _corrections[c], channels[c]);
        }

        return AudioClip.FromOwned(Baseline.SampleRate, channels);
    }

    /// <summary>
    /// The result at another rate. The networks stand for a signal that is band-limited to the rate of the fit; other rates are
    /// reached from there by windowed sinc, those up to the clip's own rate from the clip itself.
    /// </summary>
    /// <param name="sampleRate">Sample rate in hertz, from 1 to <see cref="AudioClip.MaximumSampleRate"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public AudioClip Render(int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, AudioClip.MaximumSampleRate);
        if (sampleRate == Baseline.SampleRate)
        {
            return Render();
        }

        AudioClip source = sampleRate <= Clip.SampleRate ? Clip : Render();
        return new SincResampler(source.SampleRate, sampleRate).Resample(source);
    }
}
