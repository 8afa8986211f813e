using Siren2.Encoding;

namespace Siren2.Core.Tests.Encoding;

public class SeaNetEncoderOptionsTests
{
    private static readonly SeaNetEncoderOptions Default = new();

    public static TheoryData<string, Func<SeaNetEncoderOptions>> Invalid => new()
    {
        { nameof(Default.Channels), () => Default with { Channels = 0 } },
        { nameof(Default.Dimension), () => Default with { Dimension = 0 } },
        { nameof(Default.FilterCount), () => Default with { FilterCount = 65_537 } },
        { nameof(Default.ResidualLayerCount), () => Default with { ResidualLayerCount = -1 } },
        { nameof(Default.Ratios), () => Default with { Ratios = [4, 0] } },
        { nameof(Default.Ratios), () => Default with { Ratios = [512, 512, 512, 512] } },
        { nameof(Default.KernelSize), () => Default with { KernelSize = 0 } },
        { nameof(Default.LastKernelSize), () => Default with { LastKernelSize = -7 } },
        { nameof(Default.ResidualKernelSize), () => Default with { ResidualKernelSize = 1_025 } },
        { nameof(Default.DilationBase), () => Default with { DilationBase = 9 } },
        { nameof(Default.Compress), () => Default with { Compress = 0 } },
        { nameof(Default.LstmLayerCount), () => Default with { LstmLayerCount = 9 } },
    };

    /// <summary>EnCodec's own self-test: one second at 24 kHz gives latents of 128 channels and 75 frames.</summary>
    [Fact]
    public void Defaults_turn_a_second_at_24_kHz_into_75_frames_of_128_channels()
    {
        using var encoder = new SeaNetEncoder(Default, 24_000, seed: 1);
        Assert.Equal((75, 128, 320), (encoder.FrameCount, encoder.LatentDimension, encoder.Hop));

        Assert.Equal(ParameterCountOfEncodec24k(), encoder.Parameters.Length);
        Assert.Equal(encoder.Parameters.Length, encoder.Gradients.Length);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void A_value_out_of_range_is_refused_by_name(string name, Func<SeaNetEncoderOptions> create)
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(create);
        Assert.Equal(name, exception.ParamName);
        Assert.NotNull(exception.ActualValue);
    }

    [Fact]
    public void Ratios_must_be_1_to_12()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Default with { Ratios = [] });
        Assert.Contains("not 0", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Default with { Ratios = new int[13] });
        Assert.Throws<ArgumentNullException>(() => Default with { Ratios = null! });
    }

    [Fact]
    public void Ratios_are_copied_and_compared_by_value()
    {
        int[] ratios = [4, 2];
        SeaNetEncoderOptions options = Default with { Ratios = ratios };
        ratios[0] = 5;
        Assert.Equal([4, 2], options.Ratios);
        Assert.Equal(Default with { Ratios = [4, 2] }, options);
        Assert.Equal((Default with { Ratios = [4, 2] }).GetHashCode(), options.GetHashCode());
        Assert.NotEqual(Default, options);
        Assert.NotEqual(options with { Causal = false }, options);
    }

    [Fact]
    public void What_only_the_whole_network_can_judge_is_refused_at_construction()
    {
        Assert.Throws<ArgumentException>(() => new SeaNetEncoder(Default with { FilterCount = 3, Compress = 4 }, 100, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>("inputLength", () => new SeaNetEncoder(Default, 0, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>("inputLength", () => new SeaNetEncoder(Default, int.MaxValue, seed: 1));
        Assert.Throws<ArgumentNullException>(() => new SeaNetEncoder(null!, 100, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>("maxDegreeOfParallelism", () => new SeaNetEncoder(Default, 100, seed: 1, maxDegreeOfParallelism: 0));
    }

    private static int ParameterCountOfEncodec24k()
    {
        // With weight norm, a convolution has one length and one bias for each output.
        static int Convolution(int inputs, int outputs, int taps) => (inputs * outputs * taps) + (2 * outputs);
        static int Stage(int width, int ratio) => Convolution(width, width / 2, 3) + Convolution(width / 2, width, 1)
            + Convolution(width, width, 1) + Convolution(width, 2 * width, 2 * ratio);
        return Convolution(1, 32, 7) + Stage(32, 2) + Stage(64, 4) + Stage(128, 5) + Stage(256, 8)
            + (2 * 4 * 512 * (512 + 512 + 2)) + Convolution(512, 128, 7);
    }
}
