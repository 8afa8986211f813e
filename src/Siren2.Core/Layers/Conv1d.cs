using Siren2.Kernels.Elementwise;
using Siren2.Kernels.Matrix;
using Siren2.Kernels.Simd;
using Siren2.Kernels.Threads;

namespace Siren2.Layers;

/// <summary>
/// One-dimensional convolution with bias over a reflected signal:
/// y[t, o] = b[o] + Σ over k, i of w[o, k, i] · x̃[t·stride + k·dilation, i], where x̃ is the padded source.
/// </summary>
/// <remarks>
/// With channels last, the window under an undilated kernel is contiguous, and windows are rows that begin stride × channels
/// apart: the whole layer is one product of matrices on the padded signal itself. A dilated kernel takes one product for
/// each tap. An <see cref="Elu"/> before it costs one pass here: its output, which its gradient needs, is the padded signal.
/// </remarks>
internal sealed class Conv1d : ILayer
{
    // Windows whose gradients are computed at once where windows are narrow.
    private const int WindowBlock = 256;

    // Products of fewer columns than this waste most of a vector.
    private const int NarrowColumns = 8;

    private readonly Conv1dShape _shape;
    private readonly ReflectPadding _padding;
    private readonly ConvolutionWeight _weight;
    private readonly Parameter _bias;
    private readonly SimdWidth? _width;
    private readonly WorkerTeam _team;
    private readonly bool _afterElu;
    private readonly float[] _padded;
    private readonly float[] _gradientPadded;
    private readonly float[] _gradientWindows;

    /// <summary>A convolution of a signal of known length.</summary>
    /// <param name="block">Where the parameters go.</param>
    /// <param name="name">Published name, before <c>.bias</c> and <c>.weight</c>.</param>
    /// <param name="shape">Channels, taps, stride and dilation.</param>
    /// <param name="frames">Frames of the source, at least 1.</param>
    /// <param name="causal">Whether the kernel looks back only.</param>
    /// <param name="weightNorm">Whether the weight is given as length and direction.</param>
    /// <param name="width">Vector width of the products; the best by default.</param>
    /// <param name="afterElu">Whether the source first passes through an exponential linear unit.</param>
    /// <param name="team">Who shares the work; the caller alone by default.</param>
    public Conv1d(
        ParameterBlock block, string name, Conv1dShape shape, int frames, bool causal, bool weightNorm, SimdWidth? width = null,
        bool afterElu = false, WorkerTeam? team = null)
    {
        _shape = shape;
        _afterElu = afterElu;
        _width = width;
        _team = team ?? WorkerTeam.Alone;
        _padding = ReflectPadding.ForConvolution(shape, frames, causal);
        _bias = block.Add(name + ".bias", shape.OutputChannels);
        _weight = new ConvolutionWeight(block, name, shape, weightNorm, team);
        _padded = new float[checked(_padding.PaddedFrames * shape.InputChannels)];
        _gradientPadded = new float[_padding.PaddedFrames == frames ? 0 : _padded.Length];
        bool narrow = shape.Dilation == 1 && shape.KernelSize > shape.Stride && RowStride < NarrowColumns;
        _gradientWindows = new float[narrow ? WindowBlock * WindowLength : 0];
        Frames = ((_padding.PaddedFrames - ((shape.KernelSize - 1) * shape.Dilation) - 1) / shape.Stride) + 1;
        SourceLength = checked(frames * shape.InputChannels);
        DestinationLength = checked(Frames * shape.OutputChannels);
    }

    /// <summary>Frames of the destination: those of the source over the stride, rounded up.</summary>
    public int Frames { get; }

    /// <inheritdoc/>
    public int SourceLength { get; }

    /// <inheritdoc/>
    public int DestinationLength { get; }

    private int RowStride => _shape.Stride * _shape.InputChannels;

    private int WindowLength => _shape.KernelSize * _shape.InputChannels;

    /// <inheritdoc/>
    /// <remarks>Weight and bias as in PyTorch: U(±1/√(inputs × taps)).</remarks>
    public void Initialize(Random random, CancellationToken stop = default)
    {
        _weight.Initialize(random, stop);
        ParameterBlock.FillUniform(_bias.Value, 1 / Math.Sqrt(WindowLength), random, stop);
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> source, Span<float> destination, CancellationToken stop = default)
    {
        Span<float> signal = _padding.Signal(_padded);
        if (_afterElu)
        {
            EluKernel.Forward(source, signal, _width, _team);
        }
        else
        {
            Sharing.Copy(source, signal, _team);
        }

        _padding.Mirror(_padded);
        _weight.Forward();
        int taps = _shape.Dilation == 1 ? _shape.KernelSize : 1;
        MatrixMultiply.ProductTransposedB(
            Frames, _shape.OutputChannels, taps * _shape.InputChannels,
            _padded, RowStride, _weight.Value, WindowLength, _bias.Value,
            destination, _shape.OutputChannels, _width, _team, stop);
        for (int tap = taps; tap < _shape.KernelSize; tap += taps)
        {
            MatrixMultiply.AddProductTransposedB(
                Frames, _shape.OutputChannels, taps * _shape.InputChannels,
                _padded.AsSpan(FirstElement(tap)), RowStride,
                _weight.Value[(tap * _shape.InputChannels)..], WindowLength,
                destination, _shape.OutputChannels, _width, _team, stop);
        }
    }

    /// <inheritdoc/>
    public void Backward(ReadOnlySpan<float> gradientDestination, Span<float> gradientSource, CancellationToken stop = default)
    {
        RowSum.Compute(gradientDestination, _bias.Gradient, _width, _team);
        ComputeWeightGradient(gradientDestination, stop);
        if (gradientSource.IsEmpty)
        {
            return;
        }

        // Where nothing is padded, the one gradient is the other.
        bool isPadded = _gradientPadded.Length > 0;
        Span<float> gradientPadded = isPadded ? _gradientPadded : gradientSource;
        ComputePaddedGradient(gradientDestination, gradientPadded, stop);
        _padding.Collect(gradientPadded);
        Span<float> gradientSignal = _padding.Signal(gradientPadded);
        if (_afterElu)
        {
            EluKernel.Backward(_padding.Signal(_padded), gradientSignal, gradientSource, _width, _team);
        }
        else if (isPadded)
        {
            Sharing.Copy(gradientSignal, gradientSource, _team);
        }
    }

    private void ComputeWeightGradient(ReadOnlySpan<float> gradientDestination, CancellationToken stop)
    {
        Span<float> gradient = _weight.Gradient;
        int taps = _shape.Dilation == 1 ? _shape.KernelSize : 1;
        for (int tap = 0; tap < _shape.KernelSize; tap += taps)
        {
            MatrixMultiply.ProductTransposedA(
                _shape.OutputChannels, taps * _shape.InputChannels, Frames,
                gradientDestination, _shape.OutputChannels,
                _padded.AsSpan(FirstElement(tap)), RowStride,
                gradient[(tap * _shape.InputChannels)..], WindowLength, _width, _team, stop);
        }

        _weight.Backward();
    }

    /// <summary>
    /// Windows overlap, so they cannot be added to all at once. Those parts of them that span at most one stride do not:
    /// as many taps are taken together as the stride has frames.
    /// </summary>
    private void ComputePaddedGradient(ReadOnlySpan<float> gradientDestination, Span<float> gradientPadded, CancellationToken stop)
    {
        if (_gradientWindows.Length > 0)
        {
            AddGradientWindows(gradientDestination, gradientPadded, stop);
            return;
        }

        int group = _shape.Dilation == 1 ? _shape.Stride : 1;
        int first = Math.Min(group, _shape.KernelSize) * _shape.InputChannels;
        int overwritten = first == RowStride ? Frames * RowStride : 0;
        gradientPadded[overwritten..].Clear();
        for (int tap = 0; tap < _shape.KernelSize; tap += group)
        {
            int columns = Math.Min(group, _shape.KernelSize - tap) * _shape.InputChannels;
            ReadOnlySpan<float> weight = _weight.Value[(tap * _shape.InputChannels)..];
            Span<float> gradient = gradientPadded[FirstElement(tap)..];
            if (tap == 0 && overwritten > 0)
            {
                MatrixMultiply.Product(
                    Frames, columns, _shape.OutputChannels,
                    gradientDestination, _shape.OutputChannels, weight, WindowLength, gradient, RowStride, _width, _team, stop);
            }
            else
            {
                MatrixMultiply.AddProduct(
                    Frames, columns, _shape.OutputChannels,
                    gradientDestination, _shape.OutputChannels, weight, WindowLength, gradient, RowStride, _width, _team, stop);
            }
        }
    }

    /// <summary>All taps at once, in few windows at a time, which then are added one after the other.</summary>
    private void AddGradientWindows(ReadOnlySpan<float> gradientDestination, Span<float> gradientPadded, CancellationToken stop)
    {
        gradientPadded.Clear();
        int length = WindowLength;
        for (int start = 0; start < Frames; start += WindowBlock)
        {
            int count = Math.Min(WindowBlock, Frames - start);
            MatrixMultiply.Product(
                count, length, _shape.OutputChannels,
                gradientDestination[(start * _shape.OutputChannels)..], _shape.OutputChannels, _weight.Value, length, _gradientWindows, length, _width, stop: stop);
            for (int t = 0; t < count; t++)
            {
                ReadOnlySpan<float> window = _gradientWindows.AsSpan(t * length, length);
                Span<float> target = gradientPadded.Slice((start + t) * RowStride, length);
                for (int j = 0; j < window.Length; j++)
                {
                    target[j] += window[j];
                }
            }
        }
    }

    /// <summary>Where, in the padded signal, a tap meets the first window.</summary>
    private int FirstElement(int tap) => tap * _shape.Dilation * _shape.InputChannels;
}
