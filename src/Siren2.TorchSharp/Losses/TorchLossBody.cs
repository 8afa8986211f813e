using Siren2.Losses;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Losses;

/// <summary>What a loss computes, in two halves: what depends on the target alone, and the rest.</summary>
/// <param name="Name">What is computed.</param>
/// <param name="Guard">What one thread at a time may hold.</param>
/// <param name="Prepare">From the target to its features.</param>
/// <param name="Compare">From the prediction and the target's features to a scalar.</param>
internal sealed record TorchLossBody(
    string Name,
    object Guard,
    Func<Tensor, LossContext, IReadOnlyList<Tensor>> Prepare,
    Func<Tensor, IReadOnlyList<Tensor>, LossContext, Tensor> Compare)
{
    private static string FunctionName => typeof(TorchLoss).FullName!;

    public static TorchLossBody Of(Func<Tensor, Tensor, Tensor> loss) =>
        new(FunctionName, new object(), static (target, _) => [target], (prediction, target, _) => loss(prediction, target[0]));

    public static TorchLossBody Of(Func<Tensor, Tensor, LossContext, Tensor> loss) =>
        new(FunctionName, new object(), static (target, _) => [target], (prediction, target, context) => loss(prediction, target[0], context));

    public static TorchLossBody Of(Func<Tensor, LossContext, Tensor> features, Func<Tensor, Tensor, Tensor> distance) => new(
        FunctionName,
        new object(),
        (target, context) => [features(target, context)],
        (prediction, target, context) => distance(features(prediction, context), target[0]));

    /// <summary>The module itself is what threads wait for, so that two losses of it wait for each other.</summary>
    public static TorchLossBody Of(nn.Module<Tensor, Tensor, Tensor> module)
    {
        string name = (module as HybridLossModule)?.Identity ?? module.GetType().FullName ?? module.GetType().Name;
        return module is FeatureLossModule loss
            ? new(name, module, loss.Features, (prediction, target, context) => loss.Distance(loss.Features(prediction, context), target))
            : new(name, module, static (target, _) => [target], (prediction, target, _) => module.call(prediction, target[0]));
    }
}
