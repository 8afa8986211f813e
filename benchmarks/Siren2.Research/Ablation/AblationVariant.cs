using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Losses;
using Siren2.Optimization;

namespace Siren2.Research.Ablation;

/// <summary>A guided fit with one thing changed.</summary>
/// <param name="Group">What is varied.</param>
/// <param name="Name">To what.</param>
internal sealed record AblationVariant(string Group, string Name)
{
    public SirenDecoderOptions Decoder { get; init; } = new() { Width = 96, Depth = 2, UseBaseline = true };

    public SeaNetEncoderOptions? Encoder { get; init; }

    /// <summary>Samples of a segment, each with a network of its own.</summary>
    public int SegmentLength { get; init; } = Parts(4);

    /// <summary>Factor on S0, the noise of the first layer.</summary>
    public double FirstNoise { get; init; } = 1;

    /// <summary>Factor on S1, the noise of the second layer.</summary>
    public double SecondNoise { get; init; } = 1;

    /// <summary>Whether every residual is brought to the same level.</summary>
    public bool Normalizes { get; init; } = true;

    public IWaveformLoss Loss { get; init; } = new MeanSquaredErrorLoss();

    public double LearningRate { get; init; } = 2e-3;

    public AdamOptions Adam { get; init; } = new() { Beta1 = 0.8f, Beta2 = 0.9f };

    /// <summary>L-BFGS in place of Adam.</summary>
    public bool UsesLbfgs { get; init; }

    /// <summary>The default first, then everything that is varied.</summary>
    public static IReadOnlyList<AblationVariant> All { get; } =
    [
        new("default", "4 segments, 2 x 96, 2e-3 (0.8, 0.9)"),
        new("WINNER", "off") { FirstNoise = 0, SecondNoise = 0 },
        new("WINNER", "half S0") { FirstNoise = 0.5 },
        new("WINNER", "twice S0") { FirstNoise = 2 },
        new("WINNER", "four times S0") { FirstNoise = 4 },
        new("WINNER", "S1 = 3ψ, as published") { SecondNoise = 3 },
        new("level", "residual as it is") { Normalizes = false },
        new("baseline input", "off") { Decoder = Layers(2, 96, useBaseline: false) },
        new("encoder", "SEANet, 16 latents") { Encoder = new() { FilterCount = 4, Dimension = 16, Ratios = [4, 4, 2] } },
        new("loss", "MSE + 0.1 STFT") { Loss = new HybridLoss(new(new MeanSquaredErrorLoss(), 1), new(new MultiResolutionStftLoss(), 0.1)) },
        new("loss", "MSE + 0.0001 STFT") { Loss = new HybridLoss(new(new MeanSquaredErrorLoss(), 1), new(new MultiResolutionStftLoss(), 1e-4)) },
        new("learning rate", "1e-4") { LearningRate = 1e-4 },
        new("learning rate", "5e-4") { LearningRate = 5e-4 },
        new("learning rate", "1e-3") { LearningRate = 1e-3 },
        new("learning rate", "4e-3") { LearningRate = 4e-3 },
        new("Adam's memory", "0.9, 0.999") { Adam = new() },
        new("Adam's memory", "0.9, 0.95") { Adam = new() { Beta1 = 0.9f, Beta2 = 0.95f } },
        new("optimizer", "L-BFGS, memory 10") { UsesLbfgs = true },
        new("layers", "4 x 64, 17 k") { Decoder = Layers(4, 64) },
        new("layers", "3 x 64, 13 k") { Decoder = Layers(3, 64) },
        new("layers", "2 x 72, 5 k") { Decoder = Layers(2, 72) },
        new("layers", "2 x 80, 7 k") { Decoder = Layers(2, 80) },
        new("layers", "2 x 112, 13 k") { Decoder = Layers(2, 112) },
        new("segments", "1 of 22,050, 2 x 192") { Decoder = Layers(2, 192), SegmentLength = Parts(1) },
        new("segments", "2 of 11,025, 2 x 136") { Decoder = Layers(2, 136), SegmentLength = Parts(2) },
        new("segments", "8 of 2,757, 2 x 72") { Decoder = Layers(2, 72), SegmentLength = Parts(8) },
    ];

    private static int Parts(int count) => (AblationClip.Length + count - 1) / count;

    private static SirenDecoderOptions Layers(int depth, int width, bool useBaseline = true) =>
        new() { Width = width, Depth = depth, UseBaseline = useBaseline };
}
