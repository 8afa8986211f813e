namespace Siren2.Kernels;

/// <summary>
/// Sizes of a multilayer perceptron with sine activations and one output, and where its parameters lie in one flat block:
/// the first layer's rows (time, optional second input, latents), its bias, then weights and bias of every hidden layer, then
/// the output layer. Hidden weights are packed in panels of 32 columns, <c>[panel][input][32]</c>; widths are padded with
/// zeros to whole panels, which stay zero: a padded unit outputs sin 0 and receives no gradient.
/// </summary>
internal sealed class SineNetworkShape
{
    /// <summary>Columns of a panel: two vectors of the widest kind.</summary>
    public const int Panel = 32;

    // Rows of activations are spread so that equal columns of successive rows fall into different cache sets.
    private const int PitchPadding = 16;

    public SineNetworkShape(int width, int depth, bool hasSecondInput, int latentCount, float omega0)
    {
        Width = width;
        Depth = depth;
        HasSecondInput = hasSecondInput;
        LatentCount = latentCount;
        Omega0 = omega0;
        PaddedWidth = (width + Panel - 1) / Panel * Panel;
        Pitch = PaddedWidth + PitchPadding;

        int next = 0;
        TimeRow = Take(ref next, PaddedWidth);
        SecondRow = Take(ref next, hasSecondInput ? PaddedWidth : 0);
        LatentRows = Take(ref next, latentCount * PaddedWidth);
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

    /// <summary>Floats between successive rows of activations.</summary>
    public int Pitch { get; }

    public int TimeRow { get; }

    public int SecondRow { get; }

    public int LatentRows { get; }

    public int FirstBias { get; }

    public int OutputRow { get; }

    public int OutputBias { get; }

    /// <summary>Floats in the flat block, padding included.</summary>
    public int ParameterCount { get; }

    /// <summary>Packed weights of one hidden layer, in floats.</summary>
    public int HiddenWeightCount => PaddedWidth * PaddedWidth;

    private int Hidden { get; }

    private int HiddenStride => HiddenWeightCount + PaddedWidth;

    /// <summary>Offset of the packed weights into sine layer <paramref name="layer"/> ≥ 1.</summary>
    public int HiddenWeights(int layer) => Hidden + ((layer - 1) * HiddenStride);

    /// <summary>Offset of the bias of sine layer <paramref name="layer"/> ≥ 0.</summary>
    public int Bias(int layer) => layer == 0 ? FirstBias : HiddenWeights(layer) + HiddenWeightCount;

    /// <summary>Position of a hidden weight within its packed matrix.</summary>
    public int PackedIndex(int input, int output) =>
        (((output / Panel * PaddedWidth) + input) * Panel) + (output % Panel);

    private static int Take(ref int next, int count)
    {
        int start = next;
        next += count;
        return start;
    }
}
