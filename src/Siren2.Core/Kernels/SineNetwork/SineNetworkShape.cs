namespace Siren2.Kernels.SineNetwork;

/// <summary>
/// Sizes of a multilayer perceptron with sine activations and one output, and where its parameters lie in one flat block:
/// the first layer's rows for time and the optional second input, its weights for the latents, its bias, then weights and bias
/// of every hidden layer, then the output layer. Weights of latents and hidden layers are packed in panels of 32 columns,
/// <c>[panel][input][32]</c>; widths are padded with zeros to whole panels, which stay zero: a padded unit outputs sin 0 and
/// receives no gradient.
/// </summary>
internal sealed class SineNetworkShape
{
    /// <summary>Columns of a panel: two vectors of the widest kind.</summary>
    public const int Panel = 32;

    /// <summary>Floats by which rows are spread, so that equal columns of successive rows fall into different cache sets.</summary>
    public const int PitchPadding = 16;

    public SineNetworkShape(int width, int depth, bool hasSecondInput, int latentCount, float omega0)
    {
        Width = width;
        Depth = depth;
        HasSecondInput = hasSecondInput;
        LatentCount = latentCount;
        Omega0 = omega0;
        PaddedWidth = Padded(width);
        PaddedLatents = Padded(latentCount);
        Pitch = PaddedWidth + PitchPadding;

        int next = 0;
        TimeRow = Take(ref next, PaddedWidth);
        SecondRow = Take(ref next, hasSecondInput ? PaddedWidth : 0);
        LatentWeights = Take(ref next, LatentWeightCount);
        FirstBias = Take(ref next, PaddedWidth);
        Hidden = Take(ref next, (depth - 1) * HiddenStride);
        OutputRow = Take(ref next, PaddedWidth);
        OutputBias = Take(ref next, Panel);
        ParameterCount = next;
    }

    /// <summary>Units of each sine layer.</summary>
    public int Width { get; }

    /// <summary>Number of sine layers.</summary>
    public int Depth { get; }

    public bool HasSecondInput { get; }

    public int LatentCount { get; }

    /// <summary>ω0 of every sine layer: activation sin(ω0·(Wx + b)).</summary>
    public float Omega0 { get; }

    public int PaddedWidth { get; }

    /// <summary><see cref="LatentCount"/> in whole panels.</summary>
    public int PaddedLatents { get; }

    /// <summary>Floats between successive rows of activations.</summary>
    public int Pitch { get; }

    public int TimeRow { get; }

    public int SecondRow { get; }

    /// <summary>Offset of the packed weights of the latents.</summary>
    public int LatentWeights { get; }

    public int FirstBias { get; }

    public int OutputRow { get; }

    public int OutputBias { get; }

    /// <summary>Floats in the flat block, padding included.</summary>
    public int ParameterCount { get; }

    /// <summary>Packed weights of one hidden layer, in floats.</summary>
    public int HiddenWeightCount => PaddedWidth * PaddedWidth;

    /// <summary>Packed weights of the latents, in floats.</summary>
    public int LatentWeightCount => PaddedLatents * PaddedWidth;

    /// <summary>Floats in the transposed weights: hidden layers first, then the latents'.</summary>
    public int TransposedCount => TransposedLatents + LatentWeightCount;

    /// <summary>Offset of the latents' weights within the transposed weights.</summary>
    public int TransposedLatents => (Depth - 1) * HiddenWeightCount;

    private int Hidden { get; }

    private int HiddenStride => HiddenWeightCount + PaddedWidth;

    /// <summary>Offset of the packed weights into sine layer <paramref name="layer"/> ≥ 1.</summary>
    public int HiddenWeights(int layer) => Hidden + ((layer - 1) * HiddenStride);

    /// <summary>Offset of the bias of sine layer <paramref name="layer"/> ≥ 0.</summary>
    public int Bias(int layer) => layer == 0 ? FirstBias : HiddenWeights(layer) + HiddenWeightCount;

    /// <summary>Position of a hidden weight within its packed matrix.</summary>
    public int PackedIndex(int input, int output) =>
        (((output / Panel * PaddedWidth) + input) * Panel) + (output % Panel);

    /// <summary>Position of a weight of the first layer in the flat block.</summary>
    /// <param name="input">0 for time, then the second input where there is one, then the latents.</param>
    /// <param name="unit">Unit of the first layer.</param>
    public int FirstLayerIndex(int input, int unit)
    {
        int channel = input - (HasSecondInput ? 2 : 1);
        return input == 0 ? TimeRow + unit
            : channel < 0 ? SecondRow + unit
            : LatentWeights + (((unit / Panel * PaddedLatents) + channel) * Panel) + (unit % Panel);
    }

    private static int Padded(int count) => (count + Panel - 1) / Panel * Panel;

    private static int Take(ref int next, int count)
    {
        int start = next;
        next += count;
        return start;
    }
}
