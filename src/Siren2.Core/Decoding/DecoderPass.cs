using System.Numerics.Tensors;
using Siren2.Kernels;

namespace Siren2.Decoding;

/// <summary>
/// The decoder over one grid, forward and back, in blocks of rows. The grid is cut into a fixed number of groups, each with
/// gradient buffers of its own that are added up in order, so that the bits do not depend on which thread did what.
/// </summary>
internal sealed unsafe class DecoderPass : WorkerTeam.IWork
{
    private const int MaximumGroups = 16;
    private const int BlockRows = SineNetworkBlock.MaximumRows;

    private readonly SineNetworkKernel _kernel;
    private readonly SineNetworkShape _shape;
    private readonly AlignedBuffer _parameters;
    private readonly AlignedBuffer _gradients;
    private readonly WorkerTeam _team;
    private readonly SineNetworkBlock[] _blocks;
    private readonly int _groupCount;
    private readonly int _blockCount;
    private readonly double[] _groupLoss;
    private readonly LatentProjection? _latents;
    private AlignedBuffer? _transposed;
    private AlignedBuffer[] _groupGradients = [];
    private IOutputLoss? _loss;
    private float* _output;

    public DecoderPass(SineNetworkKernel kernel, AlignedBuffer parameters, AlignedBuffer gradients, DecoderGrid grid, WorkerTeam team)
    {
        _kernel = kernel;
        _shape = kernel.Shape;
        _parameters = parameters;
        _gradients = gradients;
        _team = team;
        Grid = grid;
        if (_shape.HasSecondInput && grid.Baseline.IsEmpty)
        {
            throw new ArgumentException("The decoder has the baseline among its inputs, the grid holds none.", nameof(grid));
        }

        if (_shape.LatentCount > 0 && grid.LatentFrameCount == 0)
        {
            throw new ArgumentException("The decoder has latents among its inputs, the grid has no latent frames.", nameof(grid));
        }

        _blockCount = (grid.Length + BlockRows - 1) / BlockRows;
        _groupCount = Math.Min(MaximumGroups, _blockCount);
        _groupLoss = new double[_groupCount];
        _blocks = new SineNetworkBlock[Math.Min(team.Count, _groupCount)];
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = new SineNetworkBlock(_shape);
        }

        _latents = _shape.LatentCount > 0 ? new LatentProjection(_shape, grid.LatentFrameCount, _groupCount) : null;
    }

    /// <summary>Gives the gradient of a loss with respect to the outputs of a stretch of samples.</summary>
    internal interface IOutputLoss
    {
        /// <summary>Writes ∂loss/∂output of the samples from <paramref name="start"/> and returns their share of the loss.</summary>
        double Evaluate(int start, ReadOnlySpan<float> output, Span<float> gradient);
    }

    public DecoderGrid Grid { get; }

    public void Forward(ReadOnlySpan<float> latents, Span<float> output)
    {
        CheckLength(output.Length, Grid.Length, nameof(output));
        fixed (float* destination = output)
        {
            _output = destination;
            _loss = null;
            Project(latents);
            _team.Run(this, _groupCount);
            _output = null;
        }
    }

    public void Backward(ReadOnlySpan<float> latents, ReadOnlySpan<float> outputGradient, Span<float> latentGradient)
    {
        CheckLength(outputGradient.Length, Grid.Length, nameof(outputGradient));
        fixed (float* source = outputGradient)
        {
            _given.Source = source;
            _ = Backward(latents, _given, latentGradient);
            _given.Source = null;
        }
    }

    /// <summary>Forward and backward at once, for a loss that judges each sample by itself.</summary>
    public double Backward(ReadOnlySpan<float> latents, IOutputLoss loss, Span<float> latentGradient)
    {
        if (_transposed is null)
        {
            _transposed = new AlignedBuffer((_shape.Depth - 1) * _shape.HiddenWeightCount);
            _groupGradients = new AlignedBuffer[_groupCount];
            for (int i = 0; i < _groupCount; i++)
            {
                _groupGradients[i] = new AlignedBuffer(_shape.ParameterCount);
            }
        }

        _kernel.Transpose(_parameters.Pointer, _transposed.Pointer);
        Project(latents);
        _loss = loss;
        _team.Run(this, _groupCount);
        _loss = null;

        double total = 0;
        _gradients.Span.Clear();
        for (int group = 0; group < _groupCount; group++)
        {
            TensorPrimitives.Add(_gradients.Span, _groupGradients[group].Span, _gradients.Span);
            total += _groupLoss[group];
        }

        _latents?.Backward(latents, _parameters.Span, _gradients.Span, latentGradient);
        return total;
    }

    void WorkerTeam.IWork.Execute(int item, int worker)
    {
        SineNetworkBlock block = _blocks[worker];
        int first = FirstBlock(item);
        int end = FirstBlock(item + 1);
        float* latentGradient = null;
        if (_loss is not null)
        {
            _groupGradients[item].Span.Clear();
            _groupLoss[item] = 0;
            latentGradient = _latents is null ? null : _latents.BeginGroup(item, FrameAt(first * BlockRows), FrameAt((end * BlockRows) - 1));
        }

        for (int index = first; index < end; index++)
        {
            int start = index * BlockRows;
            int rows = Math.Min(BlockRows, Grid.Length - start);
            Fill(block, start, rows);
            _kernel.Forward(block, _parameters.Pointer, _latents is null ? null : _latents.Values);
            if (_loss is null)
            {
                block.Output[..rows].CopyTo(new Span<float>(_output + start, rows));
                continue;
            }

            block.OutputGradient[rows..].Clear();
            _groupLoss[item] += _loss.Evaluate(start, block.Output[..rows], block.OutputGradient[..rows]);
            _kernel.Backward(block, _parameters.Pointer, _transposed!.Pointer, _groupGradients[item].Pointer, latentGradient);
        }
    }

    private readonly GivenGradient _given = new();

    private int FirstBlock(int group) => (int)((long)group * _blockCount / _groupCount);

    private int FrameAt(int sample)
    {
        double position = Grid.LatentStart + (Math.Min(sample, Grid.Length - 1) * Grid.LatentStep);
        return (int)Math.Clamp(position, 0, Grid.LatentFrameCount - 1);
    }

    private void Project(ReadOnlySpan<float> latents)
    {
        CheckLength(latents.Length, Grid.LatentFrameCount * _shape.LatentCount, nameof(latents));
        _latents?.Forward(latents, _parameters.Span);
    }

    private void Fill(SineNetworkBlock block, int start, int rows)
    {
        Grid.Time.Slice(start, rows).CopyTo(block.Time);
        if (_shape.HasSecondInput)
        {
            Grid.Baseline.Slice(start, rows).CopyTo(block.Second);
        }

        if (_latents is null)
        {
            return;
        }

        for (int row = 0; row < BlockRows; row++)
        {
            int sample = Math.Min(start + row, Grid.Length - 1);
            double position = Math.Clamp(Grid.LatentStart + (sample * Grid.LatentStep), 0, Grid.LatentFrameCount - 1);
            int frame = (int)position;
            block.LatentFrame[row] = frame;
            block.LatentFraction[row] = (float)(position - frame);
        }
    }

    private static void CheckLength(int actual, int expected, string name)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"{actual} values were given, the grid and the options ask for {expected}.", name);
        }
    }

    /// <summary>Hands on an output gradient that was computed for the whole grid.</summary>
    private sealed class GivenGradient : IOutputLoss
    {
        public float* Source { get; set; }

        public double Evaluate(int start, ReadOnlySpan<float> output, Span<float> gradient)
        {
            new ReadOnlySpan<float>(Source + start, gradient.Length).CopyTo(gradient);
            return 0;
        }
    }
}
