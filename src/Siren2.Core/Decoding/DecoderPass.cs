using Siren2.Kernels.Simd;
using Siren2.Kernels.SineNetwork;
using Siren2.Kernels.Threads;

namespace Siren2.Decoding;

/// <summary>
/// The decoder over one grid, forward and back, in blocks of rows. The grid is cut into a fixed number of groups, each with
/// gradient buffers of its own that are added up in order, so that the bits do not depend on which thread did what.
/// </summary>
internal sealed unsafe class DecoderPass : WorkerTeam.IWork
{
    /// <summary>Groups of rows, each with gradients of its own, and thus threads that can be of use.</summary>
    public const int MaximumGroups = 16;

    private const int BlockRows = SineNetworkBlock.MaximumRows;

    private readonly SineNetworkKernel _kernel;
    private readonly SineNetworkShape _shape;
    private readonly AlignedBuffer _parameters;
    private readonly AlignedBuffer _gradients;
    private readonly WorkerTeam _team;
    private readonly SineNetworkBlock[] _blocks;
    private readonly int[] _firstBlocks;
    private readonly double[] _groupLoss;
    private readonly LatentProjection? _latents;
    private readonly GivenGradient _given = new();
    private AlignedBuffer? _transposed;
    private GradientReduction? _reduction;
    private IOutputLoss? _loss;
    private float* _output;
    private CancellationToken _stop;

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
            throw new ArgumentException(
                "The decoder has the baseline among its inputs, the grid holds none; give DecoderGrid the baseline, or set UseBaseline "
                    + "to false.", nameof(grid));
        }

        if (_shape.LatentCount > 0 && grid.LatentFrameCount == 0)
        {
            throw new ArgumentException(
                "The decoder has latents among its inputs, the grid has no latent frames; give DecoderGrid their number, or set "
                    + "LatentDimension to 0.", nameof(grid));
        }

        int blockCount = (grid.Length + BlockRows - 1) / BlockRows;
        _firstBlocks = new int[Math.Min(MaximumGroups, blockCount) + 1];
        for (int group = 0; group <= GroupCount; group++)
        {
            _firstBlocks[group] = (int)((long)group * blockCount / GroupCount);
        }

        _groupLoss = new double[GroupCount];
        _blocks = new SineNetworkBlock[Math.Min(team.Count, GroupCount)];
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = new SineNetworkBlock(_shape);
        }

        _latents = _shape.LatentCount > 0 ? new LatentProjection(_shape, grid, BlockRows, _firstBlocks, _blocks.Length) : null;
    }

    /// <summary>Gives the gradient of a loss with respect to the outputs of a stretch of samples.</summary>
    internal interface IOutputLoss
    {
        /// <summary>Writes ∂loss/∂output of the samples from <paramref name="start"/> and returns their share of the loss.</summary>
        double Evaluate(int start, ReadOnlySpan<float> output, Span<float> gradient);
    }

    public DecoderGrid Grid { get; }

    private int GroupCount => _firstBlocks.Length - 1;

    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public void Forward(ReadOnlySpan<float> latents, Span<float> output, CancellationToken stop = default)
    {
        CheckLength(latents.Length, (long)Grid.LatentFrameCount * _shape.LatentCount, nameof(latents));
        CheckLength(output.Length, Grid.Length, nameof(output));
        fixed (float* source = latents, destination = output)
        {
            _latents?.Use(source);
            _output = destination;
            _loss = null;
            _stop = stop;
            _team.Run(this, GroupCount);
            _output = null;
        }
    }

    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public void Backward(
        ReadOnlySpan<float> latents, ReadOnlySpan<float> outputGradient, Span<float> latentGradient, CancellationToken stop = default)
    {
        CheckLength(outputGradient.Length, Grid.Length, nameof(outputGradient));
        fixed (float* source = outputGradient)
        {
            _given.Source = source;
            _ = Backward(latents, _given, latentGradient, stop);
            _given.Source = null;
        }
    }

    /// <summary>Forward and backward at once, for a loss that judges each sample by itself; ended within one block of rows.</summary>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public double Backward(ReadOnlySpan<float> latents, IOutputLoss loss, Span<float> latentGradient, CancellationToken stop = default)
    {
        CheckLength(latents.Length, (long)Grid.LatentFrameCount * _shape.LatentCount, nameof(latents));
        if (!latentGradient.IsEmpty)
        {
            CheckLength(latentGradient.Length, latents.Length, nameof(latentGradient));
        }

        _transposed ??= new AlignedBuffer(_shape.TransposedCount);
        _reduction ??= new GradientReduction(_gradients, GroupCount);
        _kernel.Transpose(_parameters.Pointer, _transposed.Pointer);
        fixed (float* source = latents, destination = latentGradient)
        {
            _latents?.Use(source);
            _latents?.Gradient.Use(destination, Grid.LatentFrameCount);
            _loss = loss;
            _stop = stop;
            _team.Run(this, GroupCount);
            _loss = null;
            _latents?.Gradient.Finish();
            _reduction.Run(_team);
        }

        double total = 0;
        foreach (double part in _groupLoss)
        {
            total += part;
        }

        return total;
    }

    void WorkerTeam.IWork.Execute(int item, int worker)
    {
        if (_loss is not null)
        {
            _reduction!.Clear(item);
            _latents?.Gradient.Begin(item);
            _groupLoss[item] = 0;
        }

        int end = _firstBlocks[item + 1];
        for (int first = _firstBlocks[item]; first < end;)
        {
            if (_latents is null)
            {
                RunBlocks(item, worker, first, end, null);
                return;
            }

            // As many blocks as lie between the frames that one window holds.
            int next = first + 1;
            while (next < end && _latents.Fits(first * BlockRows, (next + 1) * BlockRows))
            {
                next++;
            }

            LatentWindow window = _latents.Load(worker, first * BlockRows, next * BlockRows);
            _kernel.Project(window, _parameters.Pointer);
            RunBlocks(item, worker, first, next, window);
            if (_loss is not null)
            {
                _kernel.ProjectBackward(window, _transposed!.Pointer, _reduction!.Part(item));
                _latents.Gradient.Add(item, window);
            }

            first = next;
        }
    }

    private void RunBlocks(int group, int worker, int first, int end, LatentWindow? window)
    {
        SineNetworkBlock block = _blocks[worker];
        for (int index = first; index < end; index++)
        {
            _stop.ThrowIfCancellationRequested();
            int start = index * BlockRows;
            int rows = Math.Min(BlockRows, Grid.Length - start);
            Fill(block, start, rows);
            _kernel.Forward(block, _parameters.Pointer, window);
            if (_loss is null)
            {
                new ReadOnlySpan<float>(block.Output, rows).CopyTo(new Span<float>(_output + start, rows));
                continue;
            }

            var gradient = new Span<float>(block.OutputGradient, BlockRows);
            gradient[rows..].Clear();
            _groupLoss[group] += _loss.Evaluate(start, new ReadOnlySpan<float>(block.Output, rows), gradient[..rows]);
            _kernel.Backward(block, _parameters.Pointer, _transposed!.Pointer, _reduction!.Part(group), window);
        }
    }

    private void Fill(SineNetworkBlock block, int start, int rows)
    {
        Grid.Time.Slice(start, rows).CopyTo(new Span<float>(block.Time, rows));
        if (_shape.HasSecondInput)
        {
            Grid.Baseline.Slice(start, rows).CopyTo(new Span<float>(block.Second, rows));
        }

        if (_latents is null)
        {
            return;
        }

        for (int row = 0; row < BlockRows; row++)
        {
            double position = _latents.PositionAt(start + row);
            int frame = (int)position;
            block.LatentFrame[row] = frame;
            block.LatentFraction[row] = (float)(position - frame);
        }
    }

    private static void CheckLength(int actual, long expected, string name)
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
