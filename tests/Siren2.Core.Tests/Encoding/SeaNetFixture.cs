using Siren2.Encoding;
using Siren2.Files;
using Siren2.Tests;

namespace Siren2.Core.Tests.Encoding;

/// <summary>The two encoders that EnCodec's own modules computed; signals in the files are <c>[batch, channel, time]</c>.</summary>
internal static class SeaNetFixture
{
    public const string Encodec24k = "seanet_encodec24k_narrow";
    public const string Ratios442 = "seanet_ratios442";

    /// <summary>A network whose gradients can be checked by differences.</summary>
    public static SeaNetEncoderOptions Small { get; } =
        new() { FilterCount = 4, Dimension = 3, Ratios = [3, 2], LstmLayerCount = 1 };

    public static TheoryData<string> Names => [Encodec24k, Ratios442];

    public static SeaNetEncoderOptions Options(string name) => name == Encodec24k
        ? new SeaNetEncoderOptions { FilterCount = 4, Dimension = 16 }
        : new SeaNetEncoderOptions { FilterCount = 8, Dimension = 16, Ratios = [4, 4, 2], Causal = false, TrueSkip = true };

    public static SeaNetEncoder LoadEncoder(string name)
    {
        SafetensorsFile file = Fixture.Load(name);
        var encoder = new SeaNetEncoder(Options(name), file["input"].Data.Length, seed: 1);
        encoder.LoadWeights(file);
        return encoder;
    }

    /// <summary>A tensor <c>[1, channels, frames]</c> as <c>[frames, channels]</c>.</summary>
    public static float[] ChannelsLast(NamedTensor tensor)
    {
        int channels = tensor.Shape[1];
        int frames = tensor.Shape[2];
        var signal = new float[tensor.Data.Length];
        for (int c = 0; c < channels; c++)
        {
            for (int t = 0; t < frames; t++)
            {
                signal[(t * channels) + c] = tensor.Data[(c * frames) + t];
            }
        }

        return signal;
    }
}
