using Siren2.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Losses;

/// <summary>A loss against one target, whose features are kept.</summary>
internal sealed class PreparedTorchLoss : IPreparedLoss, IDisposable
{
    private readonly TorchLossBody _body;
    private readonly TorchLossOptions _options;
    private readonly LossContext _context;
    private readonly int _length;
    private readonly Tensor[] _features;

    /// <summary>The prediction in memory of the CPU; it is what a step begins with.</summary>
    private readonly Tensor _prediction;

    public PreparedTorchLoss(TorchLossBody body, TorchLossOptions options, ReadOnlySpan<float> target, LossContext context)
    {
        if (target.IsEmpty)
        {
            throw new ArgumentException("The target is empty; a loss needs at least one sample.", nameof(target));
        }

        _body = body;
        _options = options;
        _context = context;
        _length = target.Length;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor waveform = zeros(_length, ScalarType.Float32);
        target.CopyTo(waveform.Samples());
        Tensor seen = ToLoss(waveform);
        _features = Guarded(() => body.Prepare(seen, context).Select(feature => feature.detach().DetachFromDisposeScope()).ToArray());
        _prediction = zeros(_length, ScalarType.Float32).DetachFromDisposeScope();
    }

    public double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient)
    {
        if (prediction.Length != _length || gradient.Length != _length)
        {
            throw new ArgumentException(
                $"The prediction has {prediction.Length} samples, the gradient room for {gradient.Length}, the target {_length}; they must be equal.",
                nameof(prediction));
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = enable_grad();
        prediction.CopyTo(_prediction.Samples());
        Tensor leaf = _prediction.to(_options.ScalarType, _options.Device).detach().requires_grad_(true);
        Tensor result = Guarded(() => _body.Compare(ToLoss(leaf), _features, _context));
        ThrowUnlessScalar(result);
        Tensor? slope = autograd.grad([result], [leaf], allow_unused: true)[0];
        if (slope is null || slope.IsInvalid)
        {
            throw new InvalidOperationException($"The loss '{Name}' does not depend on the prediction: autograd finds no gradient.");
        }

        slope.to(ScalarType.Float32, CPU).contiguous().Samples().CopyTo(gradient);
        return result.to(ScalarType.Float64, CPU).item<double>();
    }

    public void Dispose()
    {
        _prediction.Dispose();
        foreach (Tensor feature in _features)
        {
            feature.Dispose();
        }
    }

    private string Name => _options.Identity ?? _body.Name;

    private Tensor ToLoss(Tensor waveform)
    {
        Tensor seen = waveform.to(_options.ScalarType, _options.Device);
        return (_options.UsesTrueScale ? seen * _context.Scale : seen).reshape(_options.ShapeOf(_length));
    }

    private T Guarded<T>(Func<T> compute)
    {
        if (_options.IsThreadSafe)
        {
            return compute();
        }

        lock (_body.Guard)
        {
            return compute();
        }
    }

    private void ThrowUnlessScalar(Tensor? result)
    {
        if (result is null || result.numel() != 1 || !result.is_floating_point())
        {
            string found = result is null ? "nothing" : $"a tensor of shape [{string.Join(", ", result.shape)}] and type {result.dtype}";
            throw new InvalidOperationException($"The loss '{Name}' gave {found}; a loss is one real number, as by mean() or sum().");
        }

        if (!result.requires_grad)
        {
            throw new InvalidOperationException(
                $"The loss '{Name}' gave a number without a gradient: it was detached, or does not depend on the prediction by operations that autograd follows.");
        }
    }
}
