using Siren2.Decimation;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.MissingBand;
using Siren2.Optimization;
using Siren2.Resampling;
using Siren2.Spectral;

namespace Siren2.Core.Tests;

/// <summary>Extents whose products leave 32 bits: refused by name and before memory is asked for, not by an overflow or for want of memory.</summary>
public class ExtentTests
{
    private const int Most = int.MaxValue;

    private static readonly Dictionary<string, (string? Name, Action Ask)> Asked = new()
    {
        ["transform of a long signal"] = ("signalLength", () => _ = new ShortTimeFourierTransform(Most, 2048, 512)),
        ["transform whose signal just fits"] = ("signalLength", () => _ = new ShortTimeFourierTransform(Array.MaxLength - 16, 16, Most)),
        ["transform with a long spectrum"] = ("signalLength", () => _ = new ShortTimeFourierTransform(1 << 22, 65_536, 1)),
        ["target without levels"] = ("length", () => MissingBandTarget.FromLevels(null, 4_000, Most, 16_000)),
        ["target with levels"] = ("length", () => MissingBandTarget.FromLevels(new(0.01, [4_000, 8_000], [0], [0]), 4_000, 1_072_693_760, 16_000)),
        ["Fourier resampling, even"] = ("outputLength", () => FourierResampler.Resample([1, 2], Most - 1)),
        ["Fourier resampling, prime"] = ("outputLength", () => FourierResampler.Resample([1, 2], Most)),
        ["Fourier resampling, odd"] = ("outputLength", () => FourierResampler.Resample([1, 2], (1 << 29) + 1)),
        ["clip of frames"] = ("channelCount", () => AudioClip.FromInterleaved(8_000, Most, [])),
        ["clips together"] = ("clips", () => AudioClip.Concatenate([.. Enumerable.Repeat(AudioClip.FromSamples(8_000, new float[1 << 20]), 2048)])),
        ["sink of a long clip"] = ("length", () => _ = new WaveFileSink(Stream.Null, 8_000, 2, long.MaxValue)),
        ["sink of a clip that is just too long"] = ("length", () => _ = new WaveFileSink(Stream.Null, 8_000, 2, (1L << 41) + 1)),
        ["sinc resampling"] = ("inputLength", () => new SincResampler(8_000, 16_000).OutputLength(Most)),
        ["projector"] = ("inputLength", () => _ = new MissingBandProjector(8_000, 16_000, Most)),
        ["optimizer"] = ("parameterCount", () => _ = new Adam(Most)),
        ["encoder"] = ("inputLength", () => _ = new SeaNetEncoder(new(), Most, seed: 1)),
        ["wide encoder"] = (null, () => _ = new SeaNetEncoder(new() { FilterCount = 65_536, Ratios = [512] }, 1, seed: 1)),
        ["latents of a decoder"] = ("latents", Decode),
    };

    public static TheoryData<string> Cases => [.. Asked.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Extents_that_fit_no_array_are_refused_by_name(string what)
    {
        (string? name, Action ask) = Asked[what];
        long before = GC.GetAllocatedBytesForCurrentThread();
        ArgumentException refusal = Assert.ThrowsAny<ArgumentException>(ask);
        Assert.Equal(name, refusal.ParamName);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 28);
    }

    [Fact]
    public void Frames_whose_size_wraps_around_fit_no_file() =>
        Assert.Throws<InvalidOperationException>(() => new WaveFileSink(Stream.Null, 8_000, 1_431_655_766, length: 1));

    [Fact]
    public void The_longest_lengths_that_are_named_are_taken()
    {
        Assert.Equal(1 << 22, new ShortTimeFourierTransform(1 << 22, 16, Most).SignalLength);
        Assert.Equal(65_535, AudioClip.FromInterleaved(8_000, 65_535, []).ChannelCount);
        _ = new WaveFileSink(Stream.Null, 8_000, 2, 1L << 41);
    }

    /// <summary>2²⁰ frames of 4096 latents are 2³², which is 0 in 32 bits.</summary>
    private static void Decode()
    {
        using var decoder = new SirenDecoder(new() { Width = 16, Depth = 1, LatentDimension = 4096 }, WinnerScale.None, seed: 1);
        decoder.Forward(new DecoderGrid(new float[16], latentFrameCount: 1 << 20, latentStep: 1), [], new float[16]);
    }
}
