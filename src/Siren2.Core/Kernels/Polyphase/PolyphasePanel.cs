using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Polyphase;

/// <summary>
/// Weights of <see cref="Columns"/> successive outputs of a periodic filter. All weights but the largest, which lie around the
/// middle, are floats in one matrix, <c>[tap][32]</c>, padded with zeros because later outputs begin at later inputs; those in
/// the middle are doubles, in a matrix for every sixteen outputs.
/// </summary>
/// <remarks>
/// Sums of the outer weights stay small, about 1/(π·c) of the input beyond c samples from the middle, and so do their rounding
/// errors: what comes out is within a unit or two in the last place of the sum in double precision.
/// </remarks>
internal sealed unsafe class PolyphasePanel
{
    /// <summary>Outputs of a panel.</summary>
    public const int Columns = 32;

    /// <summary>Outputs that share a matrix of doubles.</summary>
    public const int GroupColumns = 16;

    private readonly AlignedBuffer _outer;
    private readonly AlignedBuffer _center;
    private readonly int _taps;
    private readonly int _centerTaps;
    private readonly int[] _starts;
    private readonly int _centerDepth;

    /// <param name="first">Place of the first output within the period.</param>
    /// <param name="starts">Where the first weight of each output meets the input, <c>[32]</c>, ascending.</param>
    /// <param name="taps">Weights of an output.</param>
    /// <param name="centerTaps">How many of them, in the middle, are doubles; even as <paramref name="taps"/> is.</param>
    public PolyphasePanel(int first, int[] starts, int taps, int centerTaps)
    {
        First = first;
        _starts = starts;
        _taps = taps;
        _centerTaps = centerTaps;
        Depth = centerTaps < taps ? taps + starts[^1] - starts[0] : 0;
        _outer = new AlignedBuffer(Depth * Columns);
        for (int group = 0; group < Columns; group += GroupColumns)
        {
            _centerDepth = Math.Max(_centerDepth, centerTaps + starts[group + GroupColumns - 1] - starts[group]);
        }

        _center = new AlignedBuffer(_centerDepth * Columns * (sizeof(double) / sizeof(float)));
    }

    /// <summary>Place of the first output within the period.</summary>
    public int First { get; }

    /// <summary>Where the panel first meets the input.</summary>
    public int Start => _starts[0];

    /// <summary>Rows of the matrix of floats; none where all weights are doubles.</summary>
    public int Depth { get; }

    /// <summary>The matrix of floats.</summary>
    public float* Outer => _outer.Pointer;

    /// <summary>Where a group of sixteen outputs first meets the input with weights that are doubles.</summary>
    public int CenterStart(int group) => _starts[group * GroupColumns] + ((_taps - _centerTaps) / 2);

    /// <summary>Rows of a group's matrix of doubles.</summary>
    public int CenterDepth(int group) =>
        _centerTaps + _starts[(group * GroupColumns) + GroupColumns - 1] - _starts[group * GroupColumns];

    /// <summary>A group's matrix of doubles, <c>[tap][16]</c>.</summary>
    public double* Center(int group) => (double*)_center.Pointer + (group * _centerDepth * GroupColumns);

    /// <summary>Sets the weights of an output, <c>[taps]</c>.</summary>
    public void Set(int column, ReadOnlySpan<double> weights)
    {
        int margin = (_taps - _centerTaps) / 2;
        (int group, int within) = Math.DivRem(column, GroupColumns);
        float* outer = _outer.Pointer + ((_starts[column] - Start) * Columns) + column;
        double* center = Center(group) + ((_starts[column] - _starts[column - within]) * GroupColumns) + within;
        for (int j = 0; j < _taps; j++)
        {
            int k = j - margin;
            if (k >= 0 && k < _centerTaps)
            {
                center[k * GroupColumns] = weights[j];
            }
            else
            {
                outer[j * Columns] = (float)weights[j];
            }
        }
    }
}
