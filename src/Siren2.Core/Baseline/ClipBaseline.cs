using System.Numerics.Tensors;
using Siren2.Decimation;
using Siren2.Resampling;

namespace Siren2.Baseline;

/// <summary>A clip beside its baseline at the output rate, channel by channel, with the projector onto the band between them.</summary>
internal sealed class ClipBaseline
{
    /// <summary>Width of the transition above the end of a band that ends below the Nyquist frequency, relative to it.</summary>
    private const double EdgeWidth = 0.04;

    private readonly float[] _peaks;
    private readonly MissingBandProjector? _projector;
    private readonly ZeroPhaseFilter? _highPass;

    /// <param name="clip">The clip.</param>
    /// <param name="outputRate">Rate of the baseline in hertz; that of the clip at least.</param>
    /// <param name="band">What of the clip's band is known.</param>
    /// <param name="quality">Design of the sinc.</param>
    /// <param name="goOn">
    /// Called before every block of the baseline; throws where the rest is not wanted. Null for nobody.
    /// </param>
    public ClipBaseline(AudioClip clip, int outputRate, InputBand band, SincQuality quality, Action? goOn = null)
    {
        Clip = clip;
        Band = band;
        bool isLonger = clip.Length > 0 && outputRate > clip.SampleRate;
        _projector = isLonger ? new MissingBandProjector(clip.SampleRate, outputRate, clip.Length) : null;
        RollOffEqualizer? equalizer = isLonger && !band.Filter.IsIdeal ? new(band.Filter) : null;
        SincResampler? resampler = isLonger ? new(clip.SampleRate, outputRate, quality) : null;
        Inputs = new float[clip.ChannelCount][];
        Channels = new float[clip.ChannelCount][];
        for (int c = 0; c < Channels.Length; c++)
        {
            goOn?.Invoke();
            Inputs[c] = clip.Channel(c).ToArray();
            float[] whole = equalizer is null ? Inputs[c] : equalizer.Apply(Inputs[c], goOn);
            if (equalizer is not null)
            {
                double restored = TensorPrimitives.Distance<float>(whole, Inputs[c]);
                RestoredEnergy += restored * restored * outputRate / clip.SampleRate;
            }

            Channels[c] = resampler is null ? [.. Inputs[c]] : SincBaseline.Compute(whole, resampler, _projector, goOn);
        }

        OutputRate = outputRate;
        if (OutputLength > 0 && band.Bandwidth < 0.5 * clip.SampleRate)
        {
            _highPass = KnownBandFilter.Create(band.Bandwidth, (1 + EdgeWidth) * band.Bandwidth, outputRate);
        }

        _peaks = Array.ConvertAll(Channels, PeakOf);
    }

    public AudioClip Clip { get; }

    public int OutputRate { get; }

    public int OutputLength => Channels[0].Length;

    public float[][] Inputs { get; }

    /// <summary>The baseline, <c>[channel][samples]</c>.</summary>
    public float[][] Channels { get; }

    /// <summary>What of the clip's band is known.</summary>
    public InputBand Band { get; }

    /// <summary>Energy by which the baseline differs from plain interpolation, over all channels: what undoing a roll-off has brought back.</summary>
    public double RestoredEnergy { get; }

    /// <summary>Whether there is a band that the clip lacks.</summary>
    public bool IsIncomplete => OutputLength > 0 && Band.Bandwidth < 0.5 * OutputRate;

    public double InputPerOutput => (double)Clip.SampleRate / OutputRate;

    /// <summary>What counts as full scale in a channel: its largest magnitude, and at least 1.</summary>
    public float Peak(int channel) => _peaks[channel];

    /// <summary>Takes out of a signal what the clip itself holds, in place, <c>[OutputLength]</c>; of no use where it is ended on the way.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="goOn">Called before every block; throws where the rest is not wanted. Null for nobody.</param>
    public void Project(float[] signal, Action? goOn = null)
    {
        // Where the clip's band ends below its Nyquist frequency, what lies between the two is for the signal to fill.
        if (_highPass is not null)
        {
            _highPass.Apply(signal, signal, goOn);
        }
        else
        {
            _projector?.Project(signal, signal, goOn);
        }
    }

    /// <summary>
    /// Output samples at either end of the clip in which the baseline need not decimate to it: the decimator sees the end, towards which
    /// consistency fades.
    /// </summary>
    public int OpenEnd => _projector is null
        ? 0
        : (int)Math.Min(2L * BandLayout.ReachOf(new RateRatio(Clip.SampleRate, OutputRate)) * OutputRate / Clip.SampleRate, OutputLength / 2);

    /// <summary>Output samples to either side of a sample that decide on baseline and projection there.</summary>
    /// <param name="band">What of the clip's band is known.</param>
    /// <param name="ratio">Ratio of the rates, 1 at least.</param>
    /// <param name="outputRate">Rate of the baseline in hertz.</param>
    public static int ReachOf(InputBand band, RateRatio ratio, int outputRate)
    {
        bool isWhole = band.Bandwidth * 2 * ratio.Up >= (double)outputRate * ratio.Down;
        long projection = isWhole ? 0 : KnownBandFilter.Reach(band.Bandwidth, (1 + EdgeWidth) * band.Bandwidth, outputRate);
        long decimation = ratio.Up == ratio.Down ? 0 : (long)BandLayout.MarginOf(ratio) * ratio.Up;
        long equalization = band.Filter.IsIdeal ? 0 : RollOffEqualizer.Reach * (long)ratio.Up / ratio.Down;
        return (int)Math.Min(projection + decimation + equalization, int.MaxValue / 32);
    }

    /// <summary>The largest magnitude, and at least full scale.</summary>
    private static float PeakOf(float[] channel) =>
        channel.Length == 0 ? 1 : Math.Max(1, Math.Abs(TensorPrimitives.MaxMagnitude<float>(channel)));
}
