using System.Numerics.Tensors;
using Siren2.Kernels.Threads;

namespace Siren2.Layers;

/// <summary>
/// A weight as length times direction, row by row: w = g·v/‖v‖. A row whose direction is all zeros gives a zero weight and
/// zero gradients.
/// </summary>
/// <remarks>
/// Source: Salimans and Kingma 2016, "Weight Normalization", arXiv 1602.07868, equations 2 and 3:
/// ∂L/∂g = ∂L/∂w·v/‖v‖, ∂L/∂v = g/‖v‖·(∂L/∂w − (∂L/∂g)·v/‖v‖).
/// </remarks>
internal sealed class WeightNorm
{
    private const int RowsPerPart = 16;

    private readonly int _columns;
    private readonly WorkerTeam _team;
    private readonly Parameter _length;
    private readonly float[] _weight;
    private readonly float[] _weightGradient;
    private readonly float[] _inverseNorms;

    /// <summary>A weight norm over two parameters.</summary>
    /// <param name="length">g, one element for each row.</param>
    /// <param name="direction">v, <c>[rows, columns]</c>.</param>
    /// <param name="team">Who shares the rows; the caller alone by default.</param>
    public WeightNorm(Parameter length, Parameter direction, WorkerTeam? team = null)
    {
        _team = team ?? WorkerTeam.Alone;
        _length = length;
        Direction = direction;
        _columns = direction.Length / length.Length;
        _weight = new float[direction.Length];
        _weightGradient = new float[direction.Length];
        _inverseNorms = new float[length.Length];
    }

    /// <summary>v, <c>[rows, columns]</c>.</summary>
    public Parameter Direction { get; }

    /// <summary>w, <c>[rows, columns]</c>, as of the latest <see cref="Forward"/>.</summary>
    public ReadOnlySpan<float> Weight => _weight;

    /// <summary>∂L/∂w, <c>[rows, columns]</c>: to be written before <see cref="Backward"/>.</summary>
    public Span<float> WeightGradient => _weightGradient;

    private int PartCount => (_length.Length + RowsPerPart - 1) / RowsPerPart;

    /// <summary>Sets g = ‖v‖, so that w = v.</summary>
    public void SetLengthsToThoseOfDirections()
    {
        for (int row = 0; row < _length.Length; row++)
        {
            _length.Value[row] = TensorPrimitives.Norm<float>(Row(Direction.Value, row));
        }
    }

    /// <summary>Computes <see cref="Weight"/>.</summary>
    public void Forward() => _team.Run(new Rows(this, forward: true), PartCount);

    /// <summary>Computes the gradients of both parameters, as of the latest <see cref="Forward"/>, from <see cref="WeightGradient"/>.</summary>
    public void Backward() => _team.Run(new Rows(this, forward: false), PartCount);

    private void ForwardRow(int row)
    {
        ReadOnlySpan<float> v = Row(Direction.Value, row);
        float norm = TensorPrimitives.Norm(v);
        _inverseNorms[row] = norm > 0 ? 1 / norm : 0;
        TensorPrimitives.Multiply(v, _length.Value[row] * _inverseNorms[row], Row(_weight, row));
    }

    private void BackwardRow(int row)
    {
        ReadOnlySpan<float> v = Row(Direction.Value, row);
        ReadOnlySpan<float> gradient = Row(_weightGradient, row);
        Span<float> gradientV = Row(Direction.Gradient, row);
        float inverse = _inverseNorms[row];
        float scale = _length.Value[row] * inverse;
        float gradientG = TensorPrimitives.Dot(gradient, v) * inverse;
        _length.Gradient[row] = gradientG;
        TensorPrimitives.Multiply(gradient, scale, gradientV);
        TensorPrimitives.MultiplyAdd(v, -gradientG * inverse * scale, gradientV, gradientV);
    }

    private Span<float> Row(Span<float> matrix, int row) => matrix.Slice(row * _columns, _columns);

    private readonly struct Rows(WeightNorm norm, bool forward) : WorkerTeam.IWork
    {
        public void Execute(int item, int worker)
        {
            int end = Math.Min(norm._length.Length, (item + 1) * RowsPerPart);
            for (int row = item * RowsPerPart; row < end; row++)
            {
                if (forward)
                {
                    norm.ForwardRow(row);
                }
                else
                {
                    norm.BackwardRow(row);
                }
            }
        }
    }
}
