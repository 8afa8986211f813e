namespace Siren2.Decoding;

/// <summary>
/// The instants at which a decoder is evaluated, with what it sees there: time, the baseline's sample, and the place between
/// two latent frames. The grid of a fit stays the same from step to step; the latents themselves may change.
/// </summary>
/// <example>
/// <code>
/// // An encoder sees the segment at its own rate: one latent frame for every Hop samples, and so 1/Hop frames for every sample.
/// using var encoder = new SeaNetEncoder(new() { Dimension = 16 }, audio.Length, seed: 1);
/// float[] latents = new float[encoder.FrameCount * encoder.LatentDimension];
/// encoder.Forward(audio, latents);
/// float[] time = [.. Enumerable.Range(0, audio.Length).Select(n =&gt; (2f * n / audio.Length) - 1)];
/// var grid = new DecoderGrid(time, latentFrameCount: encoder.FrameCount, latentStep: 1.0 / encoder.Hop);
/// using var decoder = new SirenDecoder(new() { LatentDimension = encoder.LatentDimension }, WinnerScale.For(audio), seed: 1);
/// float[] output = new float[audio.Length];
/// decoder.Forward(grid, latents, output);
/// </code>
/// </example>
public sealed class DecoderGrid
{
    private readonly float[] _time;
    private readonly float[] _baseline;

    /// <summary>Creates a grid from times and baseline samples, which are copied.</summary>
    /// <param name="time">Time of every sample, <c>[samples]</c>; a fitted segment spans [−1, 1].</param>
    /// <param name="baseline">Baseline at every sample, <c>[samples]</c>, or empty where the decoder does not use it.</param>
    /// <param name="latentFrameCount">Number of latent frames, zero without latents.</param>
    /// <param name="latentStart">Position of sample 0, in latent frames.</param>
    /// <param name="latentStep">
    /// Latent frames per sample: 1/<see cref="Encoding.SeaNetEncoder.Hop"/> where the encoder saw the samples of the grid, and the low rate over the
    /// high one times that where it saw the low-rate clip.
    /// </param>
    /// <exception cref="ArgumentException">There is no sample, or <paramref name="baseline"/> has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A latent argument is negative or not finite.</exception>
    public DecoderGrid(
        ReadOnlySpan<float> time, ReadOnlySpan<float> baseline = default, int latentFrameCount = 0, double latentStart = 0, double latentStep = 0)
    {
        if (time.IsEmpty)
        {
            throw new ArgumentException("A grid needs at least one sample.", nameof(time));
        }

        if (!baseline.IsEmpty && baseline.Length != time.Length)
        {
            throw new ArgumentException($"The baseline has {baseline.Length} samples, the grid {time.Length}.", nameof(baseline));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(latentFrameCount);
        ArgumentOutOfRangeException.ThrowIfNegative(latentStep);
        if (!double.IsFinite(latentStart) || !double.IsFinite(latentStep))
        {
            throw new ArgumentOutOfRangeException(nameof(latentStart), $"Latent position {latentStart} + {latentStep}·n is not finite.");
        }

        _time = time.ToArray();
        _baseline = baseline.ToArray();
        LatentFrameCount = latentFrameCount;
        LatentStart = latentStart;
        LatentStep = latentStep;
    }

    /// <summary>Number of samples.</summary>
    public int Length => _time.Length;

    /// <summary>Number of latent frames.</summary>
    public int LatentFrameCount { get; }

    /// <summary>Position of sample 0, in latent frames; positions beyond the first and last frame are clamped to them.</summary>
    public double LatentStart { get; }

    /// <summary>Latent frames per sample.</summary>
    public double LatentStep { get; }

    internal ReadOnlySpan<float> Time => _time;

    internal ReadOnlySpan<float> Baseline => _baseline;

    /// <summary>A grid of evenly spaced times: −1 at <paramref name="length"/> = 0, one sample period before +1 at the last.</summary>
    internal static float[] EvenTimes(int length)
    {
        float[] time = new float[length];
        for (int i = 0; i < length; i++)
        {
            time[i] = (float)((2.0 * i / length) - 1);
        }

        return time;
    }
}
